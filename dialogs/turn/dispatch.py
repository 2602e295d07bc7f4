"""Which function performs an action at one kind of place."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from dialogs.interview.answers import Draft
from dialogs.turn.actions import Bound, Simple, StepName
from dialogs.turn.building import TurnBuilder

P = TypeVar("P")
A = TypeVar("A", bound=Bound)
OfAction = Callable[[TurnBuilder, Draft, P, A], None]
OfStep = Callable[[TurnBuilder, Draft, P], None]


class Dispatch(Generic[P]):
    """The table of one kind of place: an action → the function that performs it.

    What it has not is looked up in `otherwise`: the table of what can be done wherever one is in a draft.
    """

    def __init__(self, otherwise: "Dispatch[Any] | None" = None) -> None:
        self._actions: dict[type[Any], OfAction[P, Any]] = {}
        self._steps: dict[StepName, OfStep[P]] = {}
        self._otherwise = otherwise

    def action(self, kind: type[A]) -> Callable[[OfAction[P, A]], OfAction[P, A]]:
        """Registers the decorated function for actions of that class."""

        def register(performs: OfAction[P, A]) -> OfAction[P, A]:
            self._actions[kind] = performs
            return performs

        return register

    def step(self, *names: StepName) -> Callable[[OfStep[P]], OfStep[P]]:
        """Registers the decorated function for the steps of those names."""

        def register(performs: OfStep[P]) -> OfStep[P]:
            self._steps.update(dict.fromkeys(names, performs))
            return performs

        return register

    def perform(self, turn: TurnBuilder, draft: Draft, place: P, action: Bound) -> bool:
        """Performs the action; false if nothing is known to do for it here."""
        if isinstance(action, Simple):
            if (step := self._steps.get(action.name)) is not None:
                step(turn, draft, place)
                return True
        elif (performs := self._actions.get(type(action))) is not None:
            performs(turn, draft, place, cast(Any, action))
            return True
        return self._otherwise is not None and self._otherwise.perform(turn, draft, place, action)

    def known(self) -> set[type[Any] | StepName]:
        """Every class of action and name of step that this table or the one behind it performs."""
        behind = self._otherwise.known() if self._otherwise is not None else set()
        return {*self._actions, *self._steps, *behind}
