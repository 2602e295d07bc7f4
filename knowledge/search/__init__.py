"""Finding the entries that answer: index, candidates, embeddings, ranking, the finder."""
