"""The reference pages, made of the code: `make reference` writes them, a test holds them to it."""
