/*
 * Joins and races: how their branches begin, are polled, and are cancelled.
 *
 * A branch is a strand of its own, polled by the runtime (wok_join_poll, wok_race_poll), or it is merged
 * into the body that waits for it (see layout/merge.c), which then polls it itself.
 */
#include "emit/internal.h"
#include "layout/layout.h"

static void put_branch_init(struct printer *printer, unsigned number) {
    put(printer,
        "wok__self->wok__branch_%u.strand = (struct wok_strand){0}; "
        "wok__self->wok__branch_%u.frame = (struct wok_frame){ .function = "
        "&wok__function_%s_branch_%u }; ",
        number, number, printer->routine->name, number);
}

void emit__block_begin(struct printer *printer, const struct node *block) {
    put_branch_init(printer, lower_note(block)->body->number);
}

static void put_branches_init(struct printer *printer, const struct step *step) {
    emit__glue_line(printer, step->node);
    for (uint32_t i = 0; i < step->branch_count; i++)
        if (layout_merges_branches(step))
            put(printer, "%s = 0;", emit__state(printer, step->branches[i]));
        else
            put_branch_init(printer, step->branches[i]->number);
}

void emit__join_begin(struct printer *printer, const struct step *step) {
    put_branches_init(printer, step);
    emit__begun(printer, step->suspension);
}

/* Polls the branch if it is due. */
static void put_run_branch(struct printer *printer, const struct step *step, uint32_t branch) {
    put(printer,
        " if (wok_turn_enter(&wok__turn, wok__cx, %u)) { wok__step = wok__run_%s_branch_%u("
        "&wok__self->wok__cold.header, wok__cx); wok_turn_leave(&wok__turn, wok__cx); ",
        branch, printer->routine->name, step->branches[branch]->number);
    /* Neither pending nor ready: it cannot go on, and with it the body that waits. */
    put(printer, "if (wok__step > WOK_STEP_READY) ");
    emit__leave(printer, step->suspension, "wok__step", /* is_leaf */ true);
    put(printer, " }");
}

/* Until the first turn is over, the first branch has its first state. */
static void put_turn(struct printer *printer, const struct step *step) {
    put(printer,
        " enum wok_step wok__step; struct wok_turn wok__turn; "
        "wok_turn_begin(&wok__turn, wok__cx, %u, %s == 0);",
        step->branch_count, emit__state(printer, step->branches[0]));
}

static void put_end_merged_join(struct printer *printer, const struct step *step) {
    put(printer, " {");
    put_turn(printer, step);
    for (uint32_t i = 0; i < step->branch_count; i++) {
        put(printer, " if (%s != %s) {", emit__state(printer, step->branches[i]),
            emit__finished(step->branches[i]));
        put_run_branch(printer, step, i);
        put(printer, " }");
    }
    put(printer, " if (");
    for (uint32_t i = 0; i < step->branch_count; i++)
        put(printer, "%s%s != %s", i ? " || " : "", emit__state(printer, step->branches[i]),
            emit__finished(step->branches[i]));
    put(printer, ") ");
    emit__pending(printer, step->suspension);
    put(printer, " }");
}

/* `static const uint32_t wok__offsets[] = …;` of the branches' frames. */
static void put_offsets(struct printer *printer, const struct step *step) {
    put(printer, " static const uint32_t wok__offsets[] = {");
    for (uint32_t i = 0; i < step->branch_count; i++)
        put(printer, " __builtin_offsetof(struct wok__frame_%s, wok__branch_%u.frame),",
            step->branches[i]->routine->name, step->branches[i]->number);
    put(printer, " };");
}

void emit__join_end(struct printer *printer, const struct step *step) {
    if (layout_merges_branches(step)) {
        put_end_merged_join(printer, step);
        return;
    }
    put(printer, " {");
    put_offsets(printer, step);
    put(printer, " if (wok_join_poll(wok__self, wok__offsets, %u, wok__cx) == WOK_PENDING) ",
        step->branch_count);
    emit__pending(printer, step->suspension);
    put(printer,
        " int wok__error = wok_branches_error(wok__self, wok__offsets, %u); if (wok__error) ",
        step->branch_count);
    emit__fail(printer, step->suspension, "wok__error");
    put(printer, " }");
}

static const char *winner_of(struct printer *printer, const struct step *step) {
    return arena_format(printer->program->arena, "wok__self->wok__winner_%u",
                        step->suspension->number);
}

void emit__race_begin(struct printer *printer, const struct step *step) {
    put_branches_init(printer, step);
    put(printer, "%s = -1;", winner_of(printer, step));
    emit__begun(printer, step->suspension);
}

static void put_arms(struct printer *printer, const struct step *step) {
    const char *winner = winner_of(printer, step);
    for (uint32_t i = 0; i < step->branch_count && !layout_merges_branches(step); i++) {
        const char *frame = emit__header(printer, step->branches[i]);
        put(printer, " if (%s == %u && %s.status_errno) ", winner, i, frame);
        emit__fail(printer, step->suspension,
                   arena_format(printer->program->arena, "%s.status_errno", frame));
    }
    for (uint32_t i = 0; i < step->branch_count; i++) {
        put(printer, "%s if (%s == %u) {", i ? " else" : "", winner, i);
        emit__steps(printer, step->branches[i]->arm);
        put(printer, "\n}");
    }
}

/* Poll the arms that are due in their order, until one is ready. */
static void put_find_winner(struct printer *printer, const struct step *step) {
    const char *winner = winner_of(printer, step);
    put_turn(printer, step);
    for (uint32_t i = 0; i < step->branch_count; i++) {
        put(printer, i ? " if (%s < 0) {" : " {", winner);
        put_run_branch(printer, step, i);
        put(printer, " if (%s == %s) %s = %u; }", emit__state(printer, step->branches[i]),
            emit__finished(step->branches[i]), winner, i);
    }
    put(printer, " if (%s < 0) ", winner);
    emit__pending(printer, step->suspension);
}

/*
 * All but the winner (NULL: all), the last one first. One that does not finish at once does not hold up the
 * others: it may wait for a lock that one of them has.
 */
static void put_cancel_branches(struct printer *printer, const struct step *step,
                                const char *winner) {
    put(printer, " { int wok__waits = 0;");
    for (uint32_t i = step->branch_count; i-- > 0;) {
        put(printer, " if (");
        if (winner)
            put(printer, "%s != %u && ", winner, i);
        put(printer,
            "wok__undo_%s_branch_%u(&wok__self->wok__cold.header, wok__cx) == WOK_STEP_PENDING) "
            "wok__waits = 1;",
            printer->routine->name, step->branches[i]->number);
    }
    put(printer, " if (wok__waits) ");
    if (winner)
        emit__pending(printer, step->suspension);
    else
        put(printer, "return WOK_STEP_PENDING;");
    put(printer, " }");
}

static void put_end_merged_race(struct printer *printer, const struct step *step) {
    const char *winner = winner_of(printer, step);
    put(printer, " if (%s < 0) {", winner);
    put_find_winner(printer, step);
    put(printer, " }");
    put_cancel_branches(printer, step, winner);
    put_arms(printer, step);
}

/* The winner is the first arm that is ready; the others are cancelled, last first, before its body. */
void emit__race_end(struct printer *printer, const struct step *step) {
    const char *winner = winner_of(printer, step);
    if (layout_merges_branches(step)) {
        put_end_merged_race(printer, step);
        return;
    }
    put(printer, " {");
    put_offsets(printer, step);
    put(printer, " if (wok_race_poll(wok__self, wok__offsets, %u, &%s, wok__cx) == WOK_PENDING) ",
        step->branch_count, winner);
    emit__pending(printer, step->suspension);
    put(printer, " }");
    put_arms(printer, step);
}

void emit__branches_cancel(struct printer *printer, const struct step *step) {
    if (layout_merges_branches(step)) {
        put_cancel_branches(printer, step, /* winner */ NULL);
        return;
    }
    put(printer, " {");
    put_offsets(printer, step);
    put(printer,
        " if (wok_branches_cancel(wok__self, wok__offsets, %u, wok__cx) == WOK_PENDING) "
        "return WOK_STEP_PENDING; }",
        step->branch_count);
}
