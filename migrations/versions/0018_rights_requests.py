"""Requests: steps and what they did to the due date, complaints, exceptions, and what was carried out."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("put_right", sa.Text(), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("acknowledge_by", sa.Date(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("exceptions", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("account", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    ):
        op.add_column("rights_requests", column)
    op.create_table(
        "request_steps",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=False),
        sa.Column("due_after", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(staff_id is null) = (step = 'information_given')", name=op.f("ck_request_steps_by")
        ),
        sa.CheckConstraint(
            "step in ('identity_asked', 'clarification_asked', 'information_given', 'went_on', 'extended',"
            " 'acknowledged')",
            name=op.f("ck_request_steps_step"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "staff_id"],
            ["staff.institution_id", "staff.staff_id"],
            name=op.f("fk_request_steps_institution_id_staff_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id", "request_id"],
            [
                "rights_requests.institution_id",
                "rights_requests.student_id",
                "rights_requests.request_id",
            ],
            name=op.f("fk_request_steps_institution_id_student_id_request_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "request_id", "number", name=op.f("pk_request_steps")
        ),
    )
    for statement in statements_of("0018_rights_requests"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("what students have asked is not thrown away")
