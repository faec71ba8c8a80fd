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
    " (select from students s where s.student_id = activity_months.student_id"
    " and s.institution_id = (select attune_institution())))"
)
# Sources that a month had nothing of are not there; the next delivery that touches it names them all.
GATHER = """
insert into activity_months (student_id, month, sources, amounts)
select student_id, month, array_agg(source order by source collate "C"),
       string_agg(amounts, ''::bytea order by source collate "C")
from activity_months_by_source group by student_id, month
"""


def upgrade() -> None:
    # Deliveries wait until it is done; what they would have written would be lost with the old table.
    op.execute("lock table activity_months in share row exclusive mode")
    op.rename_table("activity_months", "activity_months_by_source")
    op.execute("alter index pk_activity_months rename to pk_activity_months_by_source")
    op.create_table(
        "activity_months",
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("sources", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("amounts", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "length(amounts) = 248 * cardinality(sources)", name=op.f("ck_activity_months_amounts")
        ),
        sa.PrimaryKeyConstraint("student_id", "month", name=op.f("pk_activity_months")),
    )
    op.execute("grant select, insert, update, delete on activity_months to attune_app")
    op.execute("alter table activity_months enable row level security")
    op.execute(
        f"create policy seen on activity_months for select to attune_app using ({OPERATOR} or {IN_CHARGE})"
    )
    op.execute(
        "create policy written on activity_months for all to attune_app"
        f" using ({OPERATOR}) with check ({OPERATOR})"
    )
    op.execute(GATHER)
    op.execute("drop table activity_months_by_source")


def downgrade() -> None:
    raise NotImplementedError("months of amounts are not taken apart again")
