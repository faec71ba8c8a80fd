"""Visible: of students whom the asker sees, those whom certain of their roles show them, as SQL."""


def shown_by(student_id: str, roles: str) -> str:
    """A condition: whether the student is shown to the asker by one of the roles.

    Row-level security shows whom any role of theirs reaches; what is asked for may need one that opens more.
    `student_id` is a column, `roles` the name of a parameter: an array of texts.
    """
    return f"""(
        string_to_array(attune_sees_all_by(), ',') && cast(:{roles} as text[])
        or {student_id} in (
            select v.student_id
            from unnest(attune_visible_students(), attune_visible_by()) as v (student_id, visible_by)
            where string_to_array(v.visible_by, ',') && cast(:{roles} as text[])))"""
