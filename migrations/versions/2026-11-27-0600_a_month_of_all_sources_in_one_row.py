"""A month of all sources in one row: what takes time in a university's year is its rows, not its bytes."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OPERATOR = "(select attune_operator())"
IN_CHARGE = (
    "(student_id in (select unnest(attune_charge())) or (select attune_everyone()) and exists"
    " (select from students s where s.student_id = gathered_months.student_id"
    " and s.institution_id = (select attune_institution())))"
)
# Sources that a month had nothing of are not named; the next delivery that touches it names them all.
GATHER = """
insert into gathered_months (student_id, month, sources, amounts)
select student_id, month, array_agg(source order by source collate "C"),
       string_agg(amounts, ''::bytea order by source collate "C")
from activity_months group by student_id, month
"""
# Readers wait for these three alone; they come after whatever takes long, and what they name is new.
TAKE_ITS_PLACE = (
    "-- squawk-ignore ban-drop-table\ndrop table activity_months",
    "-- squawk-ignore renaming-table\nalter table gathered_months rename to activity_months",
    "-- squawk-ignore renaming-object\nalter index pk_gathered_months rename to pk_activity_months",
)


def upgrade() -> None:
    # Deliveries wait until it is done; what they would have written would be lost with the old table.
    op.execute("lock table activity_months in share row exclusive mode")
    op.create_table(
        "gathered_months",
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("sources", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("amounts", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "length(amounts) = 248 * cardinality(sources)", name=op.f("ck_activity_months_amounts")
        ),
        sa.PrimaryKeyConstraint("student_id", "month", name=op.f("pk_gathered_months")),
    )
    op.execute("grant select, insert, update, delete on gathered_months to attune_app")
    op.execute("alter table gathered_months enable row level security")
    op.execute(
        f"create policy seen on gathered_months for select to attune_app using ({OPERATOR} or {IN_CHARGE})"
    )
    op.execute(
        "create policy written on gathered_months for all to attune_app"
        f" using ({OPERATOR}) with check ({OPERATOR})"
    )
    op.execute(GATHER)
    for statement in TAKE_ITS_PLACE:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("months of amounts are not taken apart again")
