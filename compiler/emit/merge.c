/*
 * Callees without a header (see layout/merge.c). What runs such a function is told apart from what a
 * strand resumes: its caller polls the one, and the other is a shell around it for frames that do have
 * a header, because they are spawned, or called from another file.
 *
 *     static enum wok_step wok__run_pause(…)       { switch (self->wok__state) { … } }
 *     static enum wok_step wok__resume_pause(…)    { … wok__run_pause(…) … }
 *
 * Both get the address of the header, which in a merged frame is where it would be.
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
    /* Last: until here the arguments' own bytes may be the same. */
    put(printer, " %s.wok__state = 0;", child);
}

static void put_shell(struct printer *printer, const struct routine *routine, const char *outer,
                      const char *inner) {
    const char *name = routine->name;
    put(printer,
        "static enum wok_step wok__%s_%s(struct wok_frame *wok__frame, struct wok_context "
        "*wok__cx) "
        "{ struct wok__frame_%s *wok__self = (struct wok__frame_%s *)(void *)wok__frame; "
        "if (wok__frame->state == 0) wok__self->wok__state = 0; "
        "else if (wok__frame->state == WOK_FINISHED) wok_fatal_resumed(wok__frame); "
        "enum wok_step wok__step = wok__%s_%s(wok__frame, wok__cx); "
        "if (wok__step == WOK_STEP_READY) wok__frame->state = WOK_FINISHED; "
        "else { wok__frame->state = wok__self->wok__state; wok__cx->strand->leaf = wok__frame; } "
        "return wok__step; }\n",
        outer, name, name, name, inner, name);
}

void emit__shells(struct printer *printer, const struct routine *routine) {
    put_shell(printer, routine, "resume", "run");
    put_shell(printer, routine, "unwind", "undo");
}
