"""The pages of the documentation that are made from the program, and what is done to those that are written."""
