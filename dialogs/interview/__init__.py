"""The interview: its definition, what was answered so far, and which question comes next."""
