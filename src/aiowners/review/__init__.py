"""Reviews: who must review a change, who owns what, and what a change does to ownership."""
