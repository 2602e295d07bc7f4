"""Reading what authors write: the form and an agency's own form laid over it, every mistake with its line."""
