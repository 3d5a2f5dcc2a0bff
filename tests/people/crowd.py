"""Many people at once, where a test needs a table of size."""

from datetime import date

from linli.kernel.policy import acting
from linli.kernel.text import sort_key
from linli.people.models import IdentityDocument, Person, Telephone, document_index, tail_index, telephone_index
from linli.people.search import terms, vector
from tests.factories.people import areas
from tests.factories.places import County

SURNAMES, GIVEN, STREETS = "王李张刘陈杨赵黄周吴", "伟芳娜敏静强磊军洋勇", ("柳河湾", "东关路", "示范家苑")


def crowd(county: County, size: int) -> None:
    """Register ``size`` people by bulk, spread over the county's communities."""
    people, phones, documents = [], [], []
    for number in range(size):
        community = county.communities[number % 4]
        name = SURNAMES[number % 10] + GIVEN[number // 10 % 10] + GIVEN[number // 100 % 10]
        address = f"{STREETS[number % 3]}{number % 30 + 1}栋{number % 900 + 100}"
        person = Person(
            name=name, sort_key=sort_key(name), birth_date=date(1950, 1, 1), actual_address=address,
            search=vector(terms(name, "", address)), **areas(community),
        )  # fmt: skip
        people.append(person)
        digits = f"+86138{number:08d}"
        phones.append(
            Telephone(
                person=person,
                number_blind=telephone_index(digits),
                tail_blind=tail_index(digits[-4:]),
                **areas(community),
            )
        )
        documents.append(
            IdentityDocument(
                person=person, kind="id_card", number_blind=document_index("id_card", digits), **areas(community)
            )
        )
    with acting():
        Person.objects.bulk_create(people, batch_size=2000)
        Telephone.objects.bulk_create(phones, batch_size=2000)
        IdentityDocument.objects.bulk_create(documents, batch_size=2000)
