/*
 * Callees without a header (see layout/merge.c). What runs such a function is told apart from what a
 * strand resumes: its caller polls the one, and the other is a shell around it for frames that do have
 * a header, because they are spawned, or called from another file.
 *
 *     static struct wok__out_pause wok__run_pause(…, unsigned wok__at)   { switch (wok__at) { … } }
 *     static enum wok_step wok__resume_pause(…)                          { … wok__run_pause(…) … }
 *
 * Both get the address of the header, which in a merged frame is where it would be. The caller hands the
 * state in, and gets the result back beside the step, in registers if it is small: so a callee that is
 * ready at once touches no memory but its arguments, and its result has no place in the caller's frame.
 */
#include "emit/internal.h"
#include "layout/layout.h"

const char *emit__finished(const struct body *body) {
    return layout_state_size(body) == 1 ? "0xff" : "0xffff";
}

bool emit__is_merged(const struct step *step) {
    return step->future && step->future->kind == FUTURE_EMBEDDED &&
           layout_is_merged(step->future->routine);
}

void emit__merged_begin(struct printer *printer, const struct future *future, const char *child) {
    const struct routine *routine = future->routine;
    if (routine->block) {
        emit__captures(printer, routine,
                       arena_format(printer->program->arena, "&%s.wok__cold", child));
    } else {
        put(printer, "wok__put_%s(&%s.wok__cold", routine->name, child);
        emit__arguments(printer, future, ", ");
        put(printer, ");");
    }
    put(printer, " wok__at = 0;");
}

bool emit__is_merged_body(const struct body *body) {
    return !body->outer && layout_is_headless(body);
}

const char *emit__result(const struct body *body) {
    return emit__is_merged_body(body) ? "wok__out.wok__result" : "wok__self->wok__result";
}

static bool has_result(const struct routine *routine) {
    return routine->result && routine->result->class != ORACLE_VOID;
}

static const struct slot *late_result(const struct routine *routine) {
    const struct frame *frame = routine->frame;
    for (size_t i = 0; frame && i < frame->slots.count; i++)
        if (layout_is_late(frame, &frame->slots.items[i]))
            return &frame->slots.items[i];
    return NULL;
}

const char *emit__whole(const struct printer *printer, const struct routine *routine) {
    return arena_format(printer->program->arena, "struct wok__%s_%s",
                        late_result(routine) ? "whole" : "frame", routine->name);
}

void emit__merged_structs(struct printer *printer, const struct routine *routine) {
    const char *name = routine->name, *type = NULL;
    const struct slot *late = late_result(routine);
    if (has_result(routine))
        type = emit__value_type(printer, routine->result, NULL);
    put(printer, "struct wok__out_%s { enum wok_step wok__step;", name);
    if (type)
        put(printer, " __typeof__(%s) wok__result;", type);
    put(printer, " };\n");
    if (!late)
        return;
    put(printer,
        "struct wok__whole_%s { __extension__ union { struct wok__frame_%s wok__frame; "
        "struct wok__cold_%s wok__cold; __extension__ struct { char wok__pad[%lld]; "
        "__typeof__(%s) wok__result; }; }; } __attribute__((__may_alias__));\n",
        name, name, name, late->offset, type);
    put(printer,
        "_Static_assert(sizeof(struct wok__whole_%s) == %lld && __builtin_offsetof(struct "
        "wok__whole_%s, wok__result) == %lld, \"wokcc laid out another frame\");\n",
        name, routine->frame->whole, name, late->offset);
}

static void put_resume_shell(struct printer *printer, const struct routine *routine) {
    const char *name = routine->name;
    put(printer,
        "static enum wok_step wok__resume_%s(struct wok_frame *wok__frame, struct wok_context "
        "*wok__cx) "
        "{ struct wok__frame_%s *wok__self = (struct wok__frame_%s *)(void *)wok__frame; "
        "if (wok__frame->state == WOK_FINISHED) wok_fatal_resumed(wok__frame); "
        "struct wok__out_%s wok__out = wok__run_%s(wok__frame, wok__cx, wok__frame->state); "
        "if (wok__out.wok__step != WOK_STEP_READY) { wok__frame->state = wok__self->wok__state; "
        "wok__cx->strand->leaf = wok__frame; return wok__out.wok__step; } ",
        name, name, name, name, name);
    if (has_result(routine)) /* bytes, because members may be const */
        put(printer,
            "__builtin_memcpy((char *)wok__frame + __builtin_offsetof(%s, wok__result), "
            "&wok__out.wok__result, sizeof wok__out.wok__result); ",
            emit__whole(printer, routine));
    put(printer, "wok__frame->state = WOK_FINISHED; return WOK_STEP_READY; }\n");
}

static void put_unwind_shell(struct printer *printer, const struct routine *routine) {
    const char *name = routine->name;
    put(printer,
        "static enum wok_step wok__unwind_%s(struct wok_frame *wok__frame, struct wok_context "
        "*wok__cx) "
        "{ struct wok__frame_%s *wok__self = (struct wok__frame_%s *)(void *)wok__frame; "
        "if (wok__frame->state == 0) wok__self->wok__state = 0; "
        "else if (wok__frame->state == WOK_FINISHED) wok_fatal_resumed(wok__frame); "
        "enum wok_step wok__step = wok__undo_%s(wok__frame, wok__cx); "
        "if (wok__step == WOK_STEP_READY) wok__frame->state = WOK_FINISHED; "
        "else { wok__frame->state = wok__self->wok__state; wok__cx->strand->leaf = wok__frame; } "
        "return wok__step; }\n",
        name, name, name, name);
}

void emit__shells(struct printer *printer, const struct routine *routine) {
    put_resume_shell(printer, routine);
    put_unwind_shell(printer, routine);
}
