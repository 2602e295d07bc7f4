"""What is asked: the words of a question, its clauses, comparisons, ellipsis, small talk."""
