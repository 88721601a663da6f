"""The generated pages of the documentation, and the adaptation of written pages for the site."""
