"""One knowledge base and one finder for all tests: both are frozen."""

import pytest

from knowledge.entries import KnowledgeBase
from knowledge.finding import Finder, build_finder
from knowledge.loading import load_knowledge


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    return load_knowledge()


@pytest.fixture(scope="session")
def finder(base: KnowledgeBase) -> Finder:
    return build_finder(base)
