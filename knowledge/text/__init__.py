"""Characters and words: normalisation, lemmas, spelling, letters, markup, the tables of the language."""
