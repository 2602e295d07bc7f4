"""Talking a person through the interview: asking, taking answers, reviewing, finishing, drafts."""
