"""The minutes in every form, each made when it is asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping


class Pages(Mapping[str, str]):
    """Pages by their form. Each is made once, for of most editions one or two are wanted."""

    def __init__(self, forms: Iterable[str], make: Callable[[str], str]) -> None:
        self._make = make
        self._made: dict[str, str | None] = dict.fromkeys(forms)

    def __getitem__(self, form: str) -> str:
        """A page.

        Raises:
            KeyError: there is no such form.
            RuntimeError: it could not be made for want of a key, which would read as if there was no such form.
        """
        made = self._made[form]
        if made is None:
            try:
                made = self._made[form] = self._make(form)
            except KeyError as error:
                raise RuntimeError(f"the page {form} can't be made: {error!r}") from error
        return made

    def __contains__(self, form: object) -> bool:
        return form in self._made

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)
