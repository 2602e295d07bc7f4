"""The entries of a knowledge base: what they are, how they are loaded and checked."""
