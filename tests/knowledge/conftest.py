"""One knowledge base and one finder for all tests: both are frozen."""

import pytest

from knowledge.base.entries import KnowledgeBase
from knowledge.base.loading import load_knowledge
from knowledge.search.finder import Finder, build_finder


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    return load_knowledge()


@pytest.fixture(scope="session")
def finder(base: KnowledgeBase) -> Finder:
    return build_finder(base)
