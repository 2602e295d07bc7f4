"""What the bot knows: entries, understanding of questions, answers.

Pure: it reads files of content and nothing else.
"""
