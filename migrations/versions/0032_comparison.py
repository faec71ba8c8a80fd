"""Comparison: who asked for it, and a week's bars between the fifths of a course and year."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.db.migrate import statements_of

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "comparison_choices",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("student_id", sa.Uuid(), nullable=False),
        sa.Column("academic_year", sa.SmallInteger(), nullable=False),
        sa.Column("compares", sa.Boolean(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id", "student_id"],
            ["students.institution_id", "students.student_id"],
            name=op.f("fk_comparison_choices_institution_id_student_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "institution_id", "student_id", "academic_year", name=op.f("pk_comparison_choices")
        ),
    )
    op.create_table(
        "comparison_weeks",
        sa.Column("institution_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("year_of_study", sa.SmallInteger(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("scoring_model_id", sa.Uuid(), nullable=False),
        sa.Column("bars", postgresql.ARRAY(sa.Double()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("cardinality(bars) = 4", name=op.f("ck_comparison_weeks_bars")),
        sa.ForeignKeyConstraint(
            ["institution_id", "programme_id"],
            ["programmes.institution_id", "programmes.programme_id"],
            name=op.f("fk_comparison_weeks_institution_id_programme_id"),
        ),
        sa.ForeignKeyConstraint(
            ["institution_id", "scoring_model_id"],
            ["scoring_models.institution_id", "scoring_models.scoring_model_id"],
            name=op.f("fk_comparison_weeks_institution_id_scoring_model_id"),
        ),
        sa.PrimaryKeyConstraint(
            "institution_id",
            "programme_id",
            "level",
            "year_of_study",
            "monday",
            name=op.f("pk_comparison_weeks"),
        ),
    )
    for statement in statements_of("0032_comparison"):
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError("there is no way back: what was chosen since would be lost")
