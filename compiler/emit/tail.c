/*
 * Tail awaits: `return await g(…)`, where g is reached through its descriptor.
 *
 * The frame's last act is to hand on what g returns. If it is a segment itself, g's frame takes its
 * place: who called it finds g's result where it would have found this frame's, so functions that call
 * each other like that for ever need no more memory than one of them.
 *
 *     struct wok__cold_g wok__cold; wok__begin_g(&wok__cold, …);            the arguments, outside
 *     if (wok_call_replace(wok__cx, self, &wok__cold, sizeof wok__cold)) return WOK_STEP_CALL;
 *     … otherwise the await as it always is
 */
#include <string.h>

#include "emit/internal.h"

static bool has_same_type(const struct oracle_type *left, const struct oracle_type *right) {
    if (left->class != right->class || left->future != right->future)
        return false;
    return left->class == ORACLE_VOID ||
           (left->spelling && right->spelling && strcmp(left->spelling, right->spelling) == 0);
}

/* `temporary = await …; return temporary;`, or both without a value; no defer runs between. */
static bool is_returned(const struct step *step) {
    const struct step *next = step->next;
    if (!next || next->kind != STEP_RETURN || next->from || step->suspension->action)
        return false;
    if (!next->is_truth)
        return !step->temporary;
    const struct note *note = lower_note(program_strip(next->node));
    return step->temporary && note && note->temporary == step->temporary;
}

/* Could the callee have the address of something in this frame, or this frame own something? */
static bool frame_is_needed(const struct routine *routine) {
    for (size_t i = 0; i < routine->symbols.count; i++) {
        const struct symbol *symbol = routine->symbols.items[i];
        if (symbol->kind == SYMBOL_VARIABLE && symbol->residence == RESIDENCE_FRAME)
            return true;
    }
    return routine->lowered->bodies.count > 1 || routine->lowered->literals.count > 0;
}

bool emit__is_tail(const struct step *step) {
    const struct routine *routine = step->suspension->body->routine;
    return step->future && step->future->kind == FUTURE_CALL && !routine->is_main &&
           is_returned(step) && has_same_type(step->future->result, routine->result) &&
           !frame_is_needed(routine);
}

void emit__tail(struct printer *printer, const struct step *step, const char *cold) {
    put(printer, " if (wok_call_replace(wok__cx, &%s, &%s, sizeof %s)) return WOK_STEP_CALL;",
        emit__header(printer, step->suspension->body), cold, cold);
}
