"""Makes the vectors of the shipped content that come with the project: `make vectors`."""

from bot.content.encoders import SHIPPED_VECTORS, KeptVectors, open_encoders
from knowledge.loading import load_knowledge
from knowledge.meaning import build_meaning

if __name__ == "__main__":
    # A first start need not encode what everybody has.
    build_meaning(load_knowledge(), open_encoders(), KeptVectors(SHIPPED_VECTORS, shipped=None))
