/*
 * Suspension points of a state machine.
 *
 * Each has a state. It is stored before the child is first polled, because the child may answer CALL
 * or CANCEL; resuming enters at the label behind the child's initialisation and polls again.
 */
#include "emit/internal.h"

const char *emit__header(const struct printer *printer, const struct body *body) {
    if (!body->outer)
        return "wok__self->wok__cold.header";
    return arena_format(printer->program->arena, "wok__self->wok__branch_%u.frame", body->number);
}

static void put_state(struct printer *printer, const struct suspension *suspension) {
    put(printer, " %s.state = %u;", emit__header(printer, suspension->body), suspension->state);
}

static void put_label(struct printer *printer, const struct suspension *suspension) {
    put(printer, " wok__resume_%u:;", suspension->state);
}

static const char *child_of(struct printer *printer, const struct suspension *suspension) {
    return arena_format(printer->program->arena, "wok__self->wok__child_%u", suspension->number);
}

static const char *variable_of(struct printer *printer, const struct future *future) {
    return arena_format(printer->program->arena, "wok__self->%s", future->variable->field);
}

static void put_result(struct printer *printer, const struct step *step, const char *source) {
    const struct temporary *temporary = step->temporary;
    emit__copy(printer, temporary->handle ? NULL : temporary->type,
               emit__temporary_name(printer, temporary), source);
}

/* Poll, leave when pending, take the result. */
static void put_poll(struct printer *printer, const struct step *step, const char *place) {
    const struct routine *routine = step->future->routine;
    emit__glue_line(printer, step->node);
    if (routine->is_leaf)
        put(printer, "if (%s(&%s, wok__cx) == WOK_PENDING) return WOK_STEP_PENDING;",
            routine->declaration->future_poll, place);
    else
        put(printer,
            "{ enum wok_step wok__step = wok__resume_%s(&%s.wok__cold.header, wok__cx); "
            "if (wok__step != WOK_STEP_READY) return wok__step; }",
            routine->name, place);
    if (step->temporary)
        put_result(printer, step,
                   arena_format(printer->program->arena, "%s.%s", place,
                                routine->is_leaf ? "result" : "wok__result"));
}

static void put_by_value(struct printer *printer, const struct step *step) {
    const struct routine *routine = step->future->routine;
    const char *child = child_of(printer, step->suspension);
    emit__glue_line(printer, step->node);
    /* The slot is shared by children of other types: what was there before is gone from here on. */
    put(printer, "__asm__(\"\" : \"+m\"(*(char (*)[sizeof %s])(void *)&%s));", child, child);
    emit__line(printer, step->node);
    emit__begin(
        printer, step->future,
        arena_format(printer->program->arena, routine->is_leaf ? "&%s" : "&%s.wok__cold", child));
    if (!routine->is_leaf)
        put(printer,
            " %s.wok__cold.header.parent_delta = (int32_t)__builtin_offsetof(struct wok__frame_%s, "
            "wok__child_%u);",
            child, printer->routine->name, step->suspension->number);
    put_state(printer, step->suspension);
    put_label(printer, step->suspension);
    put_poll(printer, step, child);
}

static void put_variable(struct printer *printer, const struct step *step) {
    emit__glue_line(printer, step->node);
    put_state(printer, step->suspension);
    put_label(printer, step->suspension);
    put_poll(printer, step, variable_of(printer, step->future));
}

static void put_callee(struct printer *printer, const struct step *step) {
    const struct future *future = step->future;
    const char *child = child_of(printer, step->suspension);
    if (future->routine) {
        put(printer, "%s = wok_call_begin(wok__cx, &wok__function_%s);", child,
            future->routine->name);
        put_state(printer, step->suspension);
        if (future->routine->block) {
            put(printer, " if (!%s) return WOK_STEP_CANCEL;", child);
            emit__captures(printer, future->routine,
                           arena_format(printer->program->arena,
                                        "(struct wok__cold_%s *)(void *)%s", future->routine->name,
                                        child));
            return;
        }
        put(printer, " if (!%s) return WOK_STEP_CANCEL; wok__put_%s((struct wok__cold_%s *)%s",
            child, future->routine->name, future->routine->name, child);
        emit__arguments(printer, future, ", ");
        put(printer, ");");
        return;
    }
    const char *cold = "wok__cold";
    put(printer, "{ ");
    emit__pointer_cold(printer, future, cold);
    put(printer, " %s = wok_call_begin(wok__cx, %s.header.function);", child, cold);
    put_state(printer, step->suspension);
    put(printer, " if (!%s) return WOK_STEP_CANCEL;", child);
    if (future->argument_count)
        put(printer,
            " __builtin_memcpy((char *)%s + __builtin_offsetof(__typeof__(%s), arguments), "
            "&%s.arguments, sizeof %s.arguments);",
            child, cold, cold, cold);
    put(printer, " }");
}

/* Through the descriptor: the driver runs the callee, and resumes this segment when it is done. */
static void put_call(struct printer *printer, const struct step *step) {
    const char *child = child_of(printer, step->suspension);
    emit__line(printer, step->node);
    put_callee(printer, step);
    emit__glue_line(printer, step->node);
    put(printer, "return WOK_STEP_CALL;");
    put_label(printer, step->suspension);
    if (step->temporary)
        put_result(printer, step,
                   arena_format(printer->program->arena,
                                "*(__typeof__(%s) *)(void *)((char *)%s + "
                                "%s->function->future.result_offset)",
                                emit__temporary_type(printer, step->temporary, step->node), child,
                                child));
    put(printer, " wok_call_end(wok__cx, %s);", child);
}

static void put_handle(struct printer *printer, const struct future *future) {
    emit__node(printer, program_strip(future->arguments[0]));
}

static void put_task_result(struct printer *printer, const struct step *step, const char *child) {
    const struct future *future = step->future;
    const struct oracle_type *type = program_type(printer->program, future->arguments[0]);
    if (future->kind == FUTURE_TASK) {
        put(printer,
            " if (%s.status) { int wok__status = %s.status; wok_task_wait_end(&%s); "
            "return wok_strand_fail(wok__cx, -wok__status); }",
            child, child, child);
        if (step->temporary)
            put_result(printer, step,
                       arena_format(printer->program->arena,
                                    "*(__typeof__(%s) const *)wok_task_wait_result(&%s)",
                                    emit__temporary_type(printer, step->temporary, step->node),
                                    child));
    }
    if (future->kind == FUTURE_JOIN && type && type->class != ORACLE_VOID) {
        put(printer, " { void *wok__to = (");
        emit__node(printer, future->arguments[1]);
        put(printer,
            "); if (wok__to && !%s.status) __builtin_memcpy(wok__to, wok_task_wait_result(&%s), "
            "sizeof(__typeof__(%s))); }",
            child, child, emit__type(printer, type, step->node));
    }
    if (future->kind != FUTURE_TASK && step->temporary)
        put_result(printer, step, arena_format(printer->program->arena, "%s.status", child));
}

/* The handle is consumed when the wait is over, not before: a cancelled wait leaves it. */
static void put_task(struct printer *printer, const struct step *step) {
    const struct future *future = step->future;
    const char *child = child_of(printer, step->suspension);
    emit__line(printer, step->node);
    put(printer, "if (!(");
    put_handle(printer, future);
    put(printer, ")) wok_fatal_handle(");
    emit__place_arguments(printer, step->node);
    put(printer, "); %s(&%s, ",
        future->kind == FUTURE_CANCEL ? "wok_task_cancel_init" : "wok_task_wait_init", child);
    put_handle(printer, future);
    put(printer, ");");
    put_state(printer, step->suspension);
    put_label(printer, step->suspension);
    emit__glue_line(printer, step->node);
    put(printer, "if (wok_task_wait_poll(&%s, wok__cx) == WOK_PENDING) return WOK_STEP_PENDING; ",
        child);
    put_handle(printer, future);
    put(printer, " = 0;");
    put_task_result(printer, step, child);
    put(printer, " wok_task_wait_end(&%s);", child);
}

/* The handle leaves its place when the await begins: win or lose, the box is over with it. */
static void put_box(struct printer *printer, const struct step *step) {
    const char *child = child_of(printer, step->suspension);
    emit__line(printer, step->node);
    emit__taken(printer, step->future->arguments[0], child);
    put_state(printer, step->suspension);
    put_label(printer, step->suspension);
    emit__glue_line(printer, step->node);
    put(printer,
        "if (wok_box_poll(%s, wok__cx) == WOK_PENDING) return WOK_STEP_PENDING; "
        "{ int wok__status = wok_box_status(%s); if (wok__status) { wok_box_drop(%s); %s = 0; "
        "return wok_strand_fail(wok__cx, -wok__status); } }",
        child, child, child, child);
    if (step->temporary)
        put_result(printer, step,
                   arena_format(printer->program->arena,
                                "*(__typeof__(%s) const *)wok_box_result(%s)",
                                emit__temporary_type(printer, step->temporary, step->node), child));
    put(printer, " wok_box_drop(%s);", child);
}

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

static const char *block_header(struct printer *printer, const struct future *future) {
    return emit__header(printer, lower_note(future->block)->body);
}

static void put_block(struct printer *printer, const struct step *step) {
    const char *frame = block_header(printer, step->future);
    emit__glue_line(printer, step->node);
    put_state(printer, step->suspension);
    put_label(printer, step->suspension);
    put(printer,
        " if (wok_frame_poll(&%s, wok__cx) == WOK_PENDING) return WOK_STEP_PENDING; "
        "if (%s.status_errno) return wok_strand_fail(wok__cx, %s.status_errno);",
        frame, frame, frame);
}

static void put_branches_init(struct printer *printer, const struct step *step) {
    emit__glue_line(printer, step->node);
    for (uint32_t i = 0; i < step->branch_count; i++)
        put_branch_init(printer, step->branches[i]->number);
}

static void put_join(struct printer *printer, const struct step *step) {
    put_branches_init(printer, step);
    put_state(printer, step->suspension);
    put_label(printer, step->suspension);
    put(printer, " { int wok__pending = 0;");
    for (uint32_t i = 0; i < step->branch_count; i++) {
        const char *frame = emit__header(printer, step->branches[i]);
        put(printer,
            " if (%s.state != WOK_FINISHED && wok_frame_poll(&%s, wok__cx) == WOK_PENDING) "
            "wok__pending = 1; else if (%s.status_errno) "
            "return wok_strand_fail(wok__cx, %s.status_errno);",
            frame, frame, frame, frame);
    }
    put(printer, " if (wok__pending) return WOK_STEP_PENDING; }");
}

/*
 * Cancel all branches, of a race all but the winner, last first. One that does not finish at once does
 * not hold up the others: it may wait for a lock that one of them has.
 */
static void put_cancel_branches(struct printer *printer, const struct step *step,
                                const char *winner) {
    put(printer, " { int wok__pending = 0;");
    for (uint32_t i = step->branch_count; i-- > 0;) {
        put(printer, " if (");
        if (winner)
            put(printer, "%s != %u && ", winner, i);
        put(printer, "wok_frame_cancel(&%s, wok__cx) == WOK_PENDING) wok__pending = 1;",
            emit__header(printer, step->branches[i]));
    }
    put(printer, " if (wok__pending) return WOK_STEP_PENDING; }");
}

/* The winner is the first arm that is ready; the others are over before its body. */
static void put_race(struct printer *printer, const struct step *step) {
    const char *winner = arena_format(printer->program->arena, "wok__self->wok__winner_%u",
                                      step->suspension->number);
    put_branches_init(printer, step);
    put(printer, "%s = -1;", winner);
    put_state(printer, step->suspension);
    put_label(printer, step->suspension);
    put(printer, " if (%s < 0) {", winner);
    for (uint32_t i = 0; i < step->branch_count; i++)
        put(printer, " %sif (wok_frame_poll(&%s, wok__cx) == WOK_READY) %s = %u;", i ? "else " : "",
            emit__header(printer, step->branches[i]), winner, i);
    put(printer, " else return WOK_STEP_PENDING; }");
    put_cancel_branches(printer, step, winner);
    for (uint32_t i = 0; i < step->branch_count; i++) {
        const char *frame = emit__header(printer, step->branches[i]);
        put(printer,
            " if (%s == %u && %s.status_errno) return wok_strand_fail(wok__cx, %s.status_errno);",
            winner, i, frame, frame);
    }
    for (uint32_t i = 0; i < step->branch_count; i++) {
        put(printer, "%s if (%s == %u) {", i ? " else" : "", winner, i);
        emit__steps(printer, step->branches[i]->arm);
        put(printer, "\n}");
    }
}

void emit__suspend(struct printer *printer, const struct step *step) {
    if (step->kind == STEP_JOIN) {
        put_join(printer, step);
        return;
    }
    if (step->kind == STEP_RACE) {
        put_race(printer, step);
        return;
    }
    switch (step->future->kind) {
    case FUTURE_EMBEDDED:
    case FUTURE_LEAF:
        put_by_value(printer, step);
        return;
    case FUTURE_VARIABLE:
        put_variable(printer, step);
        return;
    case FUTURE_CALL:
        put_call(printer, step);
        return;
    case FUTURE_BOX:
        put_box(printer, step);
        return;
    case FUTURE_BLOCK:
        put_block(printer, step);
        return;
    case FUTURE_TASK:
    case FUTURE_CANCEL:
    case FUTURE_JOIN:
        put_task(printer, step);
        return;
    }
}

static void put_cancel_by_value(struct printer *printer, const struct routine *routine,
                                const char *place) {
    if (routine->is_leaf)
        put(printer, " if (%s(&%s, wok__cx) == WOK_PENDING) return WOK_STEP_PENDING;",
            routine->declaration->future_cancel, place);
    else
        put(printer,
            " if (wok__unwind_%s(&%s.wok__cold.header, wok__cx) == WOK_STEP_PENDING) "
            "return WOK_STEP_PENDING;",
            routine->name, place);
}

/* await spawn(f()): nobody else has this handle. */
static void put_unnamed_handle(struct printer *printer, const struct future *future) {
    const struct note *note = lower_note(program_strip(future->arguments[0]));
    if (!note || !note->temporary)
        return;
    const char *handle = emit__temporary_name(printer, note->temporary);
    put(printer, " if (%s) { wok_task_detach(%s); %s = 0; }", handle, handle, handle);
}

void emit__cancel(struct printer *printer, const struct suspension *suspension) {
    const struct step *step = suspension->step;
    const char *child = child_of(printer, suspension);
    if (!step->future) {
        put_cancel_branches(printer, step, NULL);
        return;
    }
    switch (step->future->kind) {
    case FUTURE_EMBEDDED:
    case FUTURE_LEAF:
        put_cancel_by_value(printer, step->future->routine, child);
        return;
    case FUTURE_VARIABLE:
        put_cancel_by_value(printer, step->future->routine, variable_of(printer, step->future));
        return;
    case FUTURE_CALL: /* the driver has unwound it: it was above this segment */
        put(printer, " wok_call_end(wok__cx, %s); %s = 0;", child, child);
        return;
    case FUTURE_BOX:
        put(printer,
            " if (wok_box_cancel(%s, wok__cx) == WOK_PENDING) return WOK_STEP_PENDING; "
            "wok_box_drop(%s); %s = 0;",
            child, child, child);
        return;
    case FUTURE_BLOCK:
        put(printer, " if (wok_frame_cancel(&%s, wok__cx) == WOK_PENDING) return WOK_STEP_PENDING;",
            block_header(printer, step->future));
        return;
    case FUTURE_TASK:
    case FUTURE_CANCEL:
    case FUTURE_JOIN:
        put(printer,
            " if (wok_task_wait_cancel(&%s, wok__cx) == WOK_PENDING) return WOK_STEP_PENDING;",
            child);
        put_unnamed_handle(printer, step->future);
        return;
    }
}
