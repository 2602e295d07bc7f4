"""Everything built by hand: the house, its site, its messengers; and run until a signal comes."""
