/*
 * Async functions that cannot suspend: a function of C's, and a machine with one state around it for
 * whoever reaches them through a descriptor.
 */
#include "emit/internal.h"

static void put_attributes(struct printer *printer, const struct node *specifiers) {
    for (uint32_t i = 0; i < specifiers->child_count; i++) {
        const struct node *child = specifiers->children[i];
        if (child->kind != NODE_ATTRIBUTE)
            continue;
        emit__tokens(printer, child, child->first, child->end);
        put(printer, " ");
    }
}

static bool has_result(const struct routine *routine) {
    return routine->result && routine->result->class != ORACLE_VOID;
}

static void put_function(struct printer *printer, const struct routine *routine) {
    enum emit_mode mode = printer->mode;
    const struct node *function = routine->definition->node;
    emit__glue_line(printer, function);
    printer->mode = EMIT_PLAIN;
    put_attributes(printer, function->children[0]);
    put(printer, "static %s%s%s wok__plain_%s(", has_result(routine) ? "__typeof__(" : "void",
        has_result(routine) ? emit__value_type(printer, routine->result, NULL) : "",
        has_result(routine) ? ")" : "", routine->name);
    for (size_t i = 0; i < routine->parameter_count; i++)
        put(printer, "%s__typeof__(%s) %s", i ? ", " : "",
            emit__value_type(printer, routine->parameters[i], NULL), routine->parameter_names[i]);
    put(printer, routine->parameter_count ? ") " : "void) ");
    printer->body = routine->lowered->bodies.items[0];
    emit__steps(printer, printer->body->first);
    put(printer, "\n");
    printer->mode = mode;
}

void emit__plain_machine(struct printer *printer, const struct routine *routine) {
    const char *name = routine->name;
    put_function(printer, routine);
    emit__glue_line(printer, routine->definition->node);
    put(printer,
        "static enum wok_step wok__resume_%s(struct wok_frame *wok__frame, struct wok_context "
        "*wok__cx) { struct wok__frame_%s *wok__self = (struct wok__frame_%s *)(void *)wok__frame; "
        "(void)wok__self; (void)wok__cx; if (wok__frame->state) wok_fatal_resumed(wok__frame); ",
        name, name, name);
    if (has_result(routine))
        put(printer,
            "__typeof__(%s) wok__value = ", emit__value_type(printer, routine->result, NULL));
    put(printer, "wok__plain_%s(", name);
    for (size_t i = 0; i < routine->parameter_count; i++)
        put(printer, "%swok__self->wok__cold.arguments.%s", i ? ", " : "",
            routine->parameter_names[i]);
    put(printer, ");");
    if (has_result(routine))
        emit__copy(printer, routine->result, "wok__self->wok__result", "wok__value");
    put(printer,
        " wok__frame->state = WOK_FINISHED; return WOK_STEP_READY; }\n"
        "static enum wok_step wok__unwind_%s(struct wok_frame *wok__frame, struct wok_context "
        "*wok__cx) { (void)wok__cx; wok__frame->state = WOK_FINISHED; return WOK_STEP_READY; }\n",
        name);
}

void emit__plain_call(struct printer *printer, const struct step *step) {
    const struct routine *routine = step->future->routine;
    const struct temporary *temporary = step->temporary;
    bool is_copied = temporary && temporary->type->class == ORACLE_RECORD;
    emit__line(printer, step->node);
    if (is_copied)
        put(printer,
            "{ __typeof__(%s) wok__value = ", emit__type(printer, temporary->type, step->node));
    else if (temporary)
        put(printer, "%s = ", emit__temporary_name(printer, temporary));
    put(printer, "wok__plain_%s(", routine->name);
    emit__arguments(printer, step->future, "");
    put(printer, ");");
    if (!is_copied)
        return;
    emit__copy(printer, temporary->type, emit__temporary_name(printer, temporary), "wok__value");
    put(printer, " }");
}
