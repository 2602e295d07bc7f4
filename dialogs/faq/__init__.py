"""Answers questions from the knowledge base and browses the glossary."""
