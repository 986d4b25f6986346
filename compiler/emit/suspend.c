/*
 * Suspension points of a state machine.
 *
 * Each has a state, and is printed in three parts: begin builds the future, entry is where a
 * resumption comes in, end polls and takes the result. The two back ends differ in when the frame is
 * left. The reference one stores the state first and polls from the segment's root down:
 *
 *     begin(child); state = 1; resume_1:;
 *     if (poll(child) == PENDING) return PENDING;
 *
 * The fast one saves on the way out only, and is resumed at the leaf (see <wok/generated.h>). What it
 * awaits is of two kinds. A leaf (a hand-written future, a task, a box, other strands) is polled
 * again; the frame that awaits it is the strand's leaf:
 *
 *     begin(child); if (0) { resume_1:; load }
 *     if (poll(child) == PENDING) { save; state = 1; strand->leaf = self; return PENDING; }
 *
 * A frame is called, and whoever resumes this one does so because that frame is finished:
 *
 *     begin(child); if ((step = resume(child)) != READY) { save; state = 1; return step; }
 *     if (0) { resume_1:; load }
 */
#include "emit/internal.h"
#include "layout/layout.h"

const char *emit__header(const struct printer *printer, const struct body *body) {
    if (!body->outer)
        return "wok__self->wok__cold.header";
    return arena_format(printer->program->arena, "wok__self->wok__branch_%u.frame", body->number);
}

static bool is_fast(const struct printer *printer) {
    return printer->program->backend == BACKEND_FAST;
}

/* What can be merged has its state beside its header, if it has one. */
const char *emit__state(const struct printer *printer, const struct body *body) {
    if (!layout_is_headless(body))
        return arena_format(printer->program->arena, "%s.state", emit__header(printer, body));
    return arena_format(printer->program->arena, "wok__self->%s",
                        emit__state_member(printer, body));
}

const char *emit__state_member(const struct printer *printer, const struct body *body) {
    return body->outer ? arena_format(printer->program->arena, "wok__state_%u", body->number)
                       : "wok__state";
}

static const char *child_of(struct printer *printer, const struct suspension *suspension) {
    return arena_format(printer->program->arena, "wok__self->wok__child_%u", suspension->number);
}

static bool is_call(const struct step *step) {
    return step->future && step->future->kind == FUTURE_CALL;
}

static void put_state(struct printer *printer, const struct suspension *suspension) {
    put(printer, " %s = %u;", emit__state(printer, suspension->body), suspension->state);
}

void emit__begun(struct printer *printer, const struct suspension *suspension) {
    if (!is_fast(printer))
        put_state(printer, suspension);
}

void emit__await_entry(struct printer *printer, const struct suspension *suspension) {
    if (!is_fast(printer)) {
        put(printer, " wok__resume_%u:;", suspension->state);
    } else if (!printer->hides_entries) {
        put(printer, printer->reentry ? " if (0) { wok__entry_%u:;" : " if (0) { wok__resume_%u:;",
            suspension->state);
        if (!printer->reentry)
            emit__load(printer, suspension);
        if (is_call(suspension->step))
            put(printer, " wok__callee = %s;", child_of(printer, suspension));
        if (emit__is_merged(suspension->step))
            put(printer, " wok__at = %s.wok__state;", child_of(printer, suspension));
        put(printer, " }");
    }
}

void emit__await_locals(struct printer *printer, const struct body *body) {
    bool calls = false, runs = emit__is_merged_body(body); /* then it is a parameter */
    for (size_t i = 0; i < body->suspensions.count; i++) {
        const struct step *step = body->suspensions.items[i]->step;
        if (is_call(step) && !calls)
            put(printer, " struct wok_frame *wok__callee;");
        if (emit__is_merged(step) && !runs)
            put(printer, " unsigned wok__at;");
        calls |= is_call(step);
        runs |= emit__is_merged(step);
    }
}

/* The end of a way out of the machine. */
static void put_answer(struct printer *printer, const struct body *body, const char *step) {
    if (emit__is_merged_body(body))
        put(printer, " wok__out.wok__step = %s; return wok__out; }", step);
    else
        put(printer, " return %s; }", step);
}

void emit__leave(struct printer *printer, const struct suspension *suspension, const char *step,
                 bool is_leaf) {
    if (!is_fast(printer)) {
        put(printer, "{");
        emit__garble(printer, suspension);
        if (is_leaf)
            put(printer, " wok_strand_rest(wok__cx, &%s);",
                emit__header(printer, suspension->body));
        put(printer, " return %s; }", step);
        return;
    }
    put(printer, "{");
    emit__save(printer, suspension);
    if (is_call(suspension->step))
        put(printer, " %s = wok__callee;", child_of(printer, suspension));
    put_state(printer, suspension);
    if (is_leaf && !layout_is_headless(suspension->body)) /* else the frame around it is the leaf */
        put(printer, " wok__cx->strand->leaf = &%s;", emit__header(printer, suspension->body));
    emit__garble(printer, suspension);
    put_answer(printer, suspension->body, step);
}

void emit__pending(struct printer *printer, const struct suspension *suspension) {
    emit__leave(printer, suspension, "WOK_STEP_PENDING", /* is_leaf */ true);
}

void emit__fail(struct printer *printer, const struct suspension *suspension, const char *error) {
    emit__leave(printer, suspension,
                arena_format(printer->program->arena, "wok_strand_fail(wok__cx, %s)", error),
                /* is_leaf */ true);
}

static const char *variable_of(struct printer *printer, const struct future *future) {
    return arena_format(printer->program->arena, "wok__self->%s", future->variable->field);
}

static void put_result(struct printer *printer, const struct step *step, const char *source) {
    const struct temporary *temporary = step->temporary;
    emit__copy(printer, temporary->handle ? NULL : temporary->type,
               emit__temporary_name(printer, temporary), source);
}

static void put_future_result(struct printer *printer, const struct step *step, const char *place) {
    if (step->temporary)
        put_result(printer, step,
                   arena_format(printer->program->arena, "%s.%s", place,
                                step->future->routine->is_leaf ? "result" : "wok__result"));
}

/* Where the future by value is: the child's slot, or the variable. */
static const char *place_of(struct printer *printer, const struct step *step) {
    return step->future->kind == FUTURE_VARIABLE ? variable_of(printer, step->future)
                                                 : child_of(printer, step->suspension);
}

static void put_descent(struct printer *printer, const struct step *step, const char *place) {
    emit__glue_line(printer, step->node);
    put(printer,
        "{ enum wok_step wok__step = wok__resume_%s(&%s.wok__cold.header, wok__cx); "
        "if (wok__step != WOK_STEP_READY) ",
        step->future->routine->name, place);
    emit__leave(printer, step->suspension, "wok__step", /* is_leaf */ false);
    put(printer, " }");
}

/* How far behind the header of the frame that awaits it does the child's stand? */
static void put_parent_delta(struct printer *printer, const struct step *step, const char *place) {
    put(printer,
        " %s.wok__cold.header.parent_delta = (int32_t)((char *)&%s - (char *)&%s); "
        "%s.wok__cold.header.flags = WOK_FRAME_EMBEDDED;",
        place, place, emit__header(printer, step->suspension->body), place);
}

static void put_by_value(struct printer *printer, const struct step *step) {
    const struct routine *routine = step->future->routine;
    const char *child = child_of(printer, step->suspension);
    emit__glue_line(printer, step->node);
    /* The slot is shared by children of other types: what was there before is gone from here on. */
    put(printer, "__asm__(\"\" : \"+m\"(*(char (*)[sizeof %s])(void *)&%s));", child, child);
    emit__line(printer, step->node);
    if (emit__is_merged(step)) {
        emit__merged_begin(printer, step->future, child);
        return;
    }
    emit__begin(
        printer, step->future,
        arena_format(printer->program->arena, routine->is_leaf ? "&%s" : "&%s.wok__cold", child));
}

static void put_begin_by_value(struct printer *printer, const struct step *step) {
    const char *place = place_of(printer, step);
    if (step->future->kind != FUTURE_VARIABLE)
        put_by_value(printer, step);
    else
        emit__glue_line(printer, step->node);
    bool is_polled = step->future->routine->is_leaf || emit__is_merged(step);
    if (!is_polled)
        put_parent_delta(printer, step, place);
    emit__begun(printer, step->suspension);
    if (is_fast(printer) && !is_polled)
        put_descent(printer, step, place);
}

static void put_end_by_value(struct printer *printer, const struct step *step) {
    const struct routine *routine = step->future->routine;
    const char *place = place_of(printer, step);
    emit__glue_line(printer, step->node);
    if (routine->is_leaf) {
        put(printer, "if (%s(&%s, wok__cx) == WOK_PENDING) ", routine->declaration->future_poll,
            place);
        emit__pending(printer, step->suspension);
        emit__reload(printer, step->suspension);
    } else if (emit__is_merged(step)) {
        put(printer,
            "{ struct wok__out_%s wok__got = wok__run_%s(&%s.wok__cold.header, wok__cx, wok__at); "
            "if (wok__got.wok__step != WOK_STEP_READY) ",
            routine->name, routine->name, place);
        emit__leave(printer, step->suspension, "wok__got.wok__step", /* is_leaf */ true);
        if (step->temporary)
            put_result(printer, step, "wok__got.wok__result");
        put(printer, " }");
        emit__reload(printer, step->suspension);
        return;
    } else if (!is_fast(printer)) {
        put_descent(printer, step, place);
    }
    put_future_result(printer, step, place);
}

/* The pointer to the callee's frame: a local where it need not come from the frame. */
static const char *callee_of(struct printer *printer, const struct step *step) {
    return is_fast(printer) ? "wok__callee" : child_of(printer, step->suspension);
}

/* The callee's frame, from the descriptor that `callee` is; without memory the strand fails. */
static void put_push(struct printer *printer, const struct step *step, const char *callee) {
    const char *child = child_of(printer, step->suspension);
    if (is_fast(printer))
        put(printer, " wok__callee = wok_call_push(wok__cx, &%s, %s);",
            emit__header(printer, step->suspension->body), callee);
    else
        put(printer, " %s = wok_call_begin(wok__cx, &%s, %s);", child,
            emit__header(printer, step->suspension->body), callee);
    emit__begun(printer, step->suspension);
    put(printer, " if (!%s) ", callee_of(printer, step));
    emit__leave(printer, step->suspension, "WOK_STEP_CANCEL", /* is_leaf */ true);
}

static void put_callee(struct printer *printer, const struct step *step) {
    struct arena *arena = printer->program->arena;
    const struct future *future = step->future;
    const char *child = callee_of(printer, step);
    bool is_tail = is_fast(printer) && emit__is_tail(step);
    if (future->routine && !is_tail) {
        const char *name = future->routine->name;
        put_push(printer, step, arena_format(arena, "&wok__function_%s", name));
        if (future->routine->block) {
            emit__captures(printer, future->routine,
                           arena_format(arena, "(struct wok__cold_%s *)(void *)%s", name, child));
            return;
        }
        put(printer, " wok__put_%s((struct wok__cold_%s *)%s", name, name, child);
        emit__arguments(printer, future, ", ");
        put(printer, ");");
        return;
    }
    const char *cold = "wok__cold";
    put(printer, "{ ");
    if (future->routine)
        emit__named_cold(printer, future, cold);
    else
        emit__pointer_cold(printer, future, cold);
    if (is_tail)
        emit__tail(printer, step, cold);
    put_push(printer, step, arena_format(arena, "%s.header.function", cold));
    if (future->argument_count)
        put(printer,
            " __builtin_memcpy((char *)%s + __builtin_offsetof(__typeof__(%s), arguments), "
            "&%s.arguments, sizeof %s.arguments);",
            child, cold, cold, cold);
    put(printer, " }");
}

/* Through the descriptor: this frame is resumed when the callee is done. */
static void put_begin_call(struct printer *printer, const struct step *step) {
    emit__line(printer, step->node);
    put_callee(printer, step);
    emit__glue_line(printer, step->node);
    if (!is_fast(printer)) {
        emit__garble(printer, step->suspension);
        put(printer, " return WOK_STEP_CALL;");
        return;
    }
    put(printer,
        "{ enum wok_step wok__step = wok_call_enter(wok__cx, %s); if (wok__step != "
        "WOK_STEP_READY) ",
        callee_of(printer, step));
    emit__leave(printer, step->suspension, "wok__step", /* is_leaf */ false);
    put(printer, " }");
}

static void put_end_call(struct printer *printer, const struct step *step) {
    const char *child = callee_of(printer, step);
    if (step->temporary)
        put_result(printer, step,
                   arena_format(printer->program->arena,
                                "*(__typeof__(%s) *)(void *)((char *)%s + "
                                "%s->function->future.result_offset)",
                                emit__temporary_type(printer, step->temporary, step->node), child,
                                child));
    put(printer, is_fast(printer) ? " wok_call_pop(wok__cx, %s);" : " wok_call_end(wok__cx, %s);",
        child);
}

static void put_handle(struct printer *printer, const struct future *future) {
    emit__node(printer, program_strip(future->arguments[0]));
}

static void put_task_result(struct printer *printer, const struct step *step, const char *child) {
    const struct future *future = step->future;
    const struct oracle_type *type = program_type(printer->program, future->arguments[0]);
    if (future->kind == FUTURE_TASK) {
        put(printer, " if (%s.status) { int wok__status = %s.status; wok_task_wait_end(&%s); ",
            child, child, child);
        emit__fail(printer, step->suspension, "-wok__status");
        put(printer, " }");
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

static void put_begin_task(struct printer *printer, const struct step *step) {
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
    emit__begun(printer, step->suspension);
}

/* The handle is consumed when the wait is over, not before: a cancelled wait leaves it. */
static void put_end_task(struct printer *printer, const struct step *step) {
    const struct future *future = step->future;
    const char *child = child_of(printer, step->suspension);
    emit__glue_line(printer, step->node);
    put(printer, "if (wok_task_wait_poll(&%s, wok__cx) == WOK_PENDING) ", child);
    emit__pending(printer, step->suspension);
    emit__reload(printer, step->suspension);
    put(printer, " ");
    put_handle(printer, future);
    put(printer, " = 0;");
    put_task_result(printer, step, child);
    put(printer, " wok_task_wait_end(&%s);", child);
}

/* The handle leaves its place when the await begins: win or lose, the box is over with it. */
static void put_begin_box(struct printer *printer, const struct step *step) {
    emit__line(printer, step->node);
    emit__taken(printer, step->future->arguments[0], child_of(printer, step->suspension));
    emit__begun(printer, step->suspension);
}

static void put_end_box(struct printer *printer, const struct step *step) {
    const char *child = child_of(printer, step->suspension);
    emit__glue_line(printer, step->node);
    put(printer, "if (wok_box_poll(%s, wok__cx) == WOK_PENDING) ", child);
    emit__pending(printer, step->suspension);
    emit__reload(printer, step->suspension);
    put(printer,
        " { int wok__status = wok_box_status(%s); if (wok__status) { wok_box_drop(%s); %s = 0; ",
        child, child, child);
    emit__fail(printer, step->suspension, "-wok__status");
    put(printer, " } }");
    if (step->temporary)
        put_result(printer, step,
                   arena_format(printer->program->arena,
                                "*(__typeof__(%s) const *)wok_box_result(%s)",
                                emit__temporary_type(printer, step->temporary, step->node), child));
    put(printer, " wok_box_drop(%s);", child);
}

static const char *block_header(struct printer *printer, const struct future *future) {
    return emit__header(printer, lower_note(future->block)->body);
}

static void put_begin_block(struct printer *printer, const struct step *step) {
    emit__glue_line(printer, step->node);
    emit__begun(printer, step->suspension);
}

static void put_end_block(struct printer *printer, const struct step *step) {
    const char *frame = block_header(printer, step->future);
    emit__glue_line(printer, step->node);
    put(printer, " if (wok_block_poll(&%s, wok__cx) == WOK_PENDING) ", frame);
    emit__pending(printer, step->suspension);
    put(printer, " if (%s.status_errno) ", frame);
    emit__fail(printer, step->suspension,
               arena_format(printer->program->arena, "%s.status_errno", frame));
}

void emit__await_begin(struct printer *printer, const struct step *step) {
    if (step->kind == STEP_JOIN) {
        emit__join_begin(printer, step);
        return;
    }
    if (step->kind == STEP_RACE) {
        emit__race_begin(printer, step);
        return;
    }
    switch (step->future->kind) {
    case FUTURE_EMBEDDED:
    case FUTURE_LEAF:
    case FUTURE_VARIABLE:
        put_begin_by_value(printer, step);
        return;
    case FUTURE_CALL:
        put_begin_call(printer, step);
        return;
    case FUTURE_BOX:
        put_begin_box(printer, step);
        return;
    case FUTURE_BLOCK:
        put_begin_block(printer, step);
        return;
    case FUTURE_TASK:
    case FUTURE_CANCEL:
    case FUTURE_JOIN:
        put_begin_task(printer, step);
        return;
    }
}

void emit__await_end(struct printer *printer, const struct step *step) {
    if (step->kind == STEP_JOIN) {
        emit__join_end(printer, step);
        return;
    }
    if (step->kind == STEP_RACE) {
        emit__race_end(printer, step);
        return;
    }
    switch (step->future->kind) {
    case FUTURE_EMBEDDED:
    case FUTURE_LEAF:
    case FUTURE_VARIABLE:
        put_end_by_value(printer, step);
        return;
    case FUTURE_CALL:
        put_end_call(printer, step);
        return;
    case FUTURE_BOX:
        put_end_box(printer, step);
        return;
    case FUTURE_BLOCK:
        put_end_block(printer, step);
        return;
    case FUTURE_TASK:
    case FUTURE_CANCEL:
    case FUTURE_JOIN:
        put_end_task(printer, step);
        return;
    }
}

void emit__suspend(struct printer *printer, const struct step *step) {
    emit__await_begin(printer, step);
    emit__await_entry(printer, step->suspension);
    emit__await_end(printer, step);
}

static void put_cancel_by_value(struct printer *printer, const struct routine *routine,
                                const char *place) {
    if (routine->is_leaf)
        put(printer, " if (%s(&%s, wok__cx) == WOK_PENDING) return WOK_STEP_PENDING;",
            routine->declaration->future_cancel, place);
    else if (!is_fast(printer)) /* else the driver has unwound it */
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
        emit__branches_cancel(printer, step);
        return;
    }
    switch (step->future->kind) {
    case FUTURE_EMBEDDED:
    case FUTURE_LEAF:
        if (emit__is_merged(step))
            put(printer,
                " if (wok__undo_%s(&%s.wok__cold.header, wok__cx) == WOK_STEP_PENDING) "
                "return WOK_STEP_PENDING;",
                step->future->routine->name, child);
        else
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
