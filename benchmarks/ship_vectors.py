"""Makes the vectors of the shipped content that come with the project: `make vectors`."""

from bot.content.encoders import SHIPPED_VECTORS, KeptVectors, open_encoders
from knowledge.base.loading import load_knowledge
from knowledge.search.embeddings import build_embeddings

if __name__ == "__main__":
    # A first start need not encode what everybody has.
    build_embeddings(load_knowledge(), open_encoders(), KeptVectors(SHIPPED_VECTORS, shipped=None))
