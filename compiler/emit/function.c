/*
 * The C functions that a body becomes: resume, unwind, and what describes them.
 */
#include "emit/internal.h"
#include "layout/layout.h"

static const char *function_name(const struct printer *printer, const struct body *body) {
    const char *name = body->routine->name;
    return body->outer ? arena_format(printer->program->arena, "%s_branch_%u", name, body->number)
                       : name;
}

/* A branch's frame is a member of the routine's: the way back is a constant. */
static void put_prologue(struct printer *printer, const struct body *body) {
    const char *name = body->routine->name;
    if (body->outer && !layout_is_headless(body))
        put(printer,
            "struct wok__frame_%s *wok__self = (struct wok__frame_%s *)(void *)((char *)wok__frame "
            "- "
            "__builtin_offsetof(struct wok__frame_%s, wok__branch_%u.frame));",
            name, name, name, body->number);
    else
        put(printer,
            "struct wok__frame_%s *wok__self = (struct wok__frame_%s *)(void *)wok__frame;", name,
            name);
    put(printer, " (void)wok__self; (void)wok__cx;");
    /* The dispatch belongs to the function's first line: a breakpoint on its first statement must
       not stop at every resumption. */
    emit__glue_line(printer, body->node);
}

static void put_finish(struct printer *printer, const struct body *body) {
    if (emit__is_merged_body(body) && !printer->unwinds) {
        put(printer, " wok__out.wok__step = WOK_STEP_READY; return wok__out; }\n");
        return;
    }
    bool is_headless = layout_is_headless(body);
    put(printer, " %s = %s;", emit__state(printer, body),
        is_headless ? emit__finished(body) : "WOK_FINISHED");
    put(printer, " return WOK_STEP_READY; }\n");
}

static bool is_fast(const struct printer *printer) {
    return printer->program->backend == BACKEND_FAST;
}

static void put_resume(struct printer *printer, struct body *body) {
    const char *state = emit__state(printer, body);
    emit__glue_line(printer, body->node);
    emit__code_attributes(printer, body->routine);
    const char *name = function_name(printer, body);
    if (emit__is_merged_body(body)) {
        put(printer,
            "static struct wok__out_%s wok__run_%s(struct wok_frame *wok__frame, "
            "struct wok_context *wok__cx, unsigned wok__at) { struct wok__out_%s wok__out; ",
            name, name, name);
        state = "wok__at";
    } else {
        put(printer,
            "static enum wok_step wok__%s_%s(struct wok_frame *wok__frame, "
            "struct wok_context *wok__cx) { ",
            layout_is_headless(body) ? "run" : "resume", name);
    }
    put_prologue(printer, body);
    if (is_fast(printer)) {
        emit__await_locals(printer, body);
        emit__locals(printer, body);
    }
    put(printer, "switch (%s) { case 0:", state);
    if (is_fast(printer))
        emit__load_arguments(printer, body);
    put(printer, " break;");
    for (size_t i = 0; i < body->suspensions.count; i++)
        put(printer, " case %zu: goto wok__resume_%zu;", i + 1, i + 1);
    put(printer, layout_is_headless(body) ? " default: __builtin_unreachable(); }"
                                          : " default: wok_fatal_resumed(wok__frame); }");
    if (!body->outer && body->routine->is_main && body->routine->result->class != ORACLE_VOID)
        put(printer, " wok__self->wok__result = 0;");
    printer->body = body;
    emit__steps(printer, body->first);
    const struct tokens *tokens = printer->program->tokens;
    emit__line_at(printer, tokens->items[body->node->end - 1].offset, /* is_glue */ true);
    put(printer, "wok__finish: __attribute__((__unused__));");
    put_finish(printer, body);
}

static void put_action(struct printer *printer, const struct action *action) {
    emit__glue_line(printer, action->node);
    put(printer, "wok__unwind_%u: __attribute__((__unused__));", action->number);
    if (action->kind == ACTION_HANDLE) {
        emit__give_up(printer, action->variable);
    } else {
        emit__actions(printer, action, action->outer);
    }
    emit__glue_line(printer, action->node);
    if (action->outer)
        put(printer, " goto wok__unwind_%u;", action->outer->number);
    else
        put(printer, " goto wok__finish;");
}

/* The innermost of the actions that are live before the first line: handles among the arguments. */
static const struct action *argument_action(const struct body *body) {
    const struct action *found = NULL;
    for (size_t i = 0; i < body->actions.count; i++) {
        const struct action *action = body->actions.items[i];
        if (action->kind == ACTION_HANDLE && action->variable->is_parameter)
            found = action;
    }
    return found;
}

/* An unpolled future gives the handles among its arguments back. */
static void put_drop(struct printer *printer, const struct body *body) {
    put(printer, "static void wok__drop_%s(void *wok__frame) { ", body->routine->name);
    const char *name = body->routine->name;
    put(printer,
        "struct wok__frame_%s *wok__self = (struct wok__frame_%s *)wok__frame; "
        "if (wok__self->wok__cold.header.state) return;",
        name, name);
    for (const struct action *action = argument_action(body); action; action = action->outer)
        emit__give_up(printer, action->variable);
    put(printer, " }\n");
}

/* Only what is live at the state runs, innermost first: each action goes on to the one around it. */
static void put_unwind(struct printer *printer, struct body *body) {
    printer->unwinds = true;
    const char *state = emit__state(printer, body);
    emit__glue_line(printer, body->node);
    emit__code_attributes(printer, body->routine);
    put(printer,
        "static enum wok_step wok__%s_%s(struct wok_frame *wok__frame, "
        "struct wok_context *wok__cx) { ",
        layout_is_headless(body) ? "undo" : "unwind", function_name(printer, body));
    put_prologue(printer, body);
    if (is_fast(printer) && body->actions.count)
        emit__locals(printer, body);
    put(printer, "switch (%s) {", state);
    const struct action *arguments = argument_action(body);
    if (arguments)
        put(printer, " case 0: goto wok__unwind_%u;", arguments->number);
    for (size_t i = 0; i < body->suspensions.count; i++) {
        const struct suspension *suspension = body->suspensions.items[i];
        put(printer, " case %u:", suspension->state);
        emit__cancel(printer, suspension);
        if (suspension->action)
            put(printer, " goto wok__unwind_%u;", suspension->action->number);
        else
            put(printer, " break;");
    }
    put(printer, " default: break; } goto wok__finish;");
    for (size_t i = 0; i < body->actions.count; i++)
        put_action(printer, body->actions.items[i]);
    emit__glue_line(printer, body->node);
    put(printer, "wok__finish:");
    put_finish(printer, body);
    printer->unwinds = false;
}

/* The C compiler knows best which typedefs are signed integers. */
void emit__result_flags(struct printer *printer, const char *frame, const char *member) {
    put(printer,
        " | _Generic(((%s *)0)->%s, int: WOK_FUTURE_RESULT_IS_SIGNED, "
        "long: WOK_FUTURE_RESULT_IS_SIGNED, long long: WOK_FUTURE_RESULT_IS_SIGNED, default: 0)",
        frame, member);
}

static void put_descriptor(struct printer *printer, const struct body *body) {
    const struct routine *routine = body->routine;
    const char *name = function_name(printer, body);
    bool is_static = body->outer || routine->definition->is_static;
    bool has_result = !body->outer && routine->result && routine->result->class != ORACLE_VOID;
    bool drops = !body->outer && argument_action(body);
    const char *whole = emit__whole(printer, routine);
    emit__glue_line(printer, body->node);
    if (drops)
        put_drop(printer, body);
    emit__table(printer, body, name);
    put(printer,
        "%sconst struct wok_function wok__function_%s = { { WOK__ABI_OF_THIS_FILE, "
        "WOK_FUTURE_COMPILED",
        is_static ? "static " : "", name);
    if (has_result)
        emit__result_flags(printer, emit__whole(printer, routine), "wok__result");
    put(printer, ", \"%s\", ", routine->name);
    if (body->outer)
        put(printer, "sizeof(struct wok_frame), _Alignof(struct wok_frame), ");
    else
        put(printer, "sizeof(%s), _Alignof(%s), ", whole, whole);
    if (has_result)
        put(printer, "__builtin_offsetof(%s, wok__result), sizeof(((%s *)0)->wok__result), ", whole,
            whole);
    else
        put(printer, "0, 0, ");
    put(printer,
        "wok_frame_poll, wok_frame_cancel, %s%s, wok__points_%s }, wok__resume_%s, wok__unwind_%s "
        "};\n",
        drops ? "wok__drop_" : "0", drops ? name : "", name, name, name);
}

void emit__functions(struct printer *printer, struct routine *routine) {
    struct lowered *lowered = routine->lowered;
    emit__glue_line(printer, routine->definition->node);
    for (size_t i = 1; i < lowered->bodies.count; i++)
        if (!layout_is_headless(lowered->bodies.items[i]))
            put(printer, "static const struct wok_function wok__function_%s;\n",
                function_name(printer, lowered->bodies.items[i]));
    for (size_t i = lowered->bodies.count; i-- > 0;) {
        struct body *body = lowered->bodies.items[i];
        if (routine->is_plain) {
            emit__plain_machine(printer, routine);
        } else {
            put_resume(printer, body);
            put_unwind(printer, body);
        }
        if (body->outer && layout_is_headless(body)) {
            emit__table(printer, body, function_name(printer, body));
            continue; /* nobody else resumes it */
        }
        if (layout_is_headless(body))
            emit__shells(printer, routine);
        put_descriptor(printer, body);
    }
}
