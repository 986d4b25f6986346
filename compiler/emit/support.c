/*
 * What other code of the file needs of an async function before its frame is known: the cold struct
 * (header and arguments), the functions that fill it in, and the name of its descriptor.
 */
#include "emit/internal.h"
#include "layout/layout.h"

static void put_parameters(struct printer *printer, const struct routine *routine) {
    for (size_t i = 0; i < routine->parameter_count; i++)
        put(printer, ", __typeof__(%s) %s", emit__value_type(printer, routine->parameters[i], NULL),
            routine->parameter_names[i]);
}

static void put_names(struct printer *printer, const struct routine *routine) {
    for (size_t i = 0; i < routine->parameter_count; i++)
        put(printer, ", %s", routine->parameter_names[i]);
}

static void put_cold_struct(struct printer *printer, const struct routine *routine) {
    put(printer, "struct wok__cold_%s { struct wok_frame header;", routine->name);
    if (routine->parameter_count) {
        const size_t *order = layout_argument_order(printer->program->arena, routine->parameters,
                                                    routine->parameter_count);
        put(printer, " struct {");
        for (size_t i = 0; i < routine->parameter_count; i++)
            put(printer, " __typeof__(%s) %s;",
                emit__value_type(printer, routine->parameters[order[i]], NULL),
                routine->parameter_names[order[i]]);
        put(printer, " } arguments;");
    }
    put(printer, " } __attribute__((__may_alias__)); ");
}

void emit__support(struct printer *printer, const struct routine *routine) {
    const char *name = routine->name;
    if (routine->is_leaf) {
        put(printer,
            "static const struct wok_future_type wok__type_%s "
            "__attribute__((__unused__)); ",
            name);
        if (routine->is_pointed_to)
            put(printer, "extern const struct wok_function wok__function_%s; ", name);
        return;
    }
    put_cold_struct(printer, routine);
    if (routine->block) { /* filled in where it stands: see block.c */
        put(printer, "static const struct wok_function wok__function_%s; ", routine->name);
        return;
    }
    put(printer, "%s const struct wok_function wok__function_%s; ",
        routine->declaration->is_static ? "static" : "extern", name);
    put(printer,
        "static inline __attribute__((__unused__)) void wok__put_%s(struct wok__cold_%s *wok__cold",
        name, name);
    put_parameters(printer, routine);
    put(printer, ") { (void)wok__cold;");
    for (size_t i = 0; i < routine->parameter_count; i++)
        emit__copy(printer, routine->parameters[i]->future ? NULL : routine->parameters[i],
                   arena_format(printer->program->arena, "wok__cold->arguments.%s",
                                routine->parameter_names[i]),
                   routine->parameter_names[i]);
    put(printer,
        " } static inline __attribute__((__unused__)) void wok__begin_%s("
        "struct wok__cold_%s *wok__cold",
        name, name);
    put_parameters(printer, routine);
    put(printer, ") { wok__put_%s(wok__cold", name);
    put_names(printer, routine);
    put(printer, "); wok_frame_begin(&wok__cold->header, &wok__function_%s, 0); } ", name);
}

/* A hand-written future started by spawn or block_on is known by this table. */
void emit__leaf_type(struct printer *printer, const struct routine *routine) {
    const struct syntax_function *leaf = routine->declaration;
    const char *name = routine->name, *type = leaf->future_struct;
    put(printer,
        "static enum wok_poll wok__poll_%s(void *wok__self, struct wok_context *wok__cx) "
        "{ return %s((%s *)wok__self, wok__cx); }\n",
        name, leaf->future_poll, type);
    put(printer,
        "static enum wok_poll wok__cancel_%s(void *wok__self, struct wok_context *wok__cx) "
        "{ return %s((%s *)wok__self, wok__cx); }\n",
        name, leaf->future_cancel, type);
    put(printer, "static void wok__drop_%s(void *wok__self) { %s((%s *)wok__self); }\n", name,
        leaf->future_drop, type);
    put(printer,
        "static const struct wok_future_type wok__type_%s = { WOK__ABI_OF_THIS_FILE, "
        "WOK_FUTURE_LEAF, \"%s\", sizeof(%s), _Alignof(%s), ",
        name, name, type, type);
    if (routine->result && routine->result->class != ORACLE_VOID)
        put(printer, "__builtin_offsetof(%s, result), sizeof(((%s *)0)->result), ", type, type);
    else
        put(printer, "0, 0, ");
    put(printer, "wok__poll_%s, wok__cancel_%s, wok__drop_%s, 0 };\n", name, name, name);
}

/*
 * What a pointer to a hand-written future points to: a compiled function that awaits it. Every object
 * that needs one has one, and the linker keeps one of them.
 */
void emit__leaf_function(struct printer *printer, const struct routine *routine) {
    const struct syntax_function *leaf = routine->declaration;
    const char *name = routine->name;
    bool has_result = routine->result && routine->result->class != ORACLE_VOID;
    put_cold_struct(printer, routine);
    put(printer, "\nstruct wok__frame_%s { struct wok__cold_%s wok__cold; %s wok__child; };\n",
        name, name, leaf->future_struct);
    put(printer,
        "static enum wok_step wok__resume_%s(struct wok_frame *wok__frame, struct wok_context "
        "*wok__cx) { struct wok__frame_%s *wok__self = (struct wok__frame_%s *)(void *)wok__frame; "
        "if (wok__frame->state == 0) { %s(&wok__self->wok__child",
        name, name, name, leaf->future_init);
    for (size_t i = 0; i < routine->parameter_count; i++)
        put(printer, ", wok__self->wok__cold.arguments.%s", routine->parameter_names[i]);
    put(printer,
        "); wok__frame->state = 1; } if (%s(&wok__self->wok__child, wok__cx) == WOK_PENDING) "
        "return WOK_STEP_PENDING; wok__frame->state = WOK_FINISHED; return WOK_STEP_READY; }\n",
        leaf->future_poll);
    put(printer,
        "static enum wok_step wok__unwind_%s(struct wok_frame *wok__frame, struct wok_context "
        "*wok__cx) { struct wok__frame_%s *wok__self = (struct wok__frame_%s *)(void *)wok__frame; "
        "if (wok__frame->state == 1 && %s(&wok__self->wok__child, wok__cx) == WOK_PENDING) "
        "return WOK_STEP_PENDING; wok__frame->state = WOK_FINISHED; return WOK_STEP_READY; }\n",
        name, name, name, leaf->future_cancel);
    put(printer,
        "static const struct wok_suspension wok__points_%s[] = { { 1, WOK_AWAIT_LEAF, 0, "
        "__builtin_offsetof(struct wok__frame_%s, wok__child), \"%s\", \"%s\", 0, 0 }, "
        "{ 0, 0, 0, 0, 0, 0, 0, 0 } };\n",
        name, name, leaf->future_struct, name);
    put(printer,
        "__attribute__((__weak__)) const struct wok_function wok__function_%s = { { "
        "WOK__ABI_OF_THIS_FILE, WOK_FUTURE_COMPILED",
        name);
    if (has_result)
        emit__result_flags(printer,
                           arena_format(printer->program->arena, "struct wok__frame_%s", name),
                           "wok__child.result");
    put(printer, ", \"%s\", sizeof(struct wok__frame_%s), _Alignof(struct wok__frame_%s), ", name,
        name, name);
    if (has_result)
        put(printer,
            "__builtin_offsetof(struct wok__frame_%s, wok__child.result), "
            "sizeof(((struct wok__frame_%s *)0)->wok__child.result), ",
            name, name);
    else
        put(printer, "0, 0, ");
    put(printer,
        "wok_frame_poll, wok_frame_cancel, 0, wok__points_%s }, wok__resume_%s, wok__unwind_%s "
        "};\n",
        name, name, name);
}

static void put_main(struct printer *printer, const struct routine *routine) {
    put(printer,
        " return wok_run_main(&wok__function_%s.future, &wok__cold, sizeof wok__cold); }\n",
        routine->name);
}

/* Attributes in brackets stand before everything else. The first token behind them. */
static uint32_t put_brackets(struct printer *printer, const struct node *function) {
    const struct node *specifiers = function->children[0];
    uint32_t token = function->first;
    for (uint32_t i = 0; i < specifiers->child_count; i++) {
        const struct node *child = specifiers->children[i];
        if (child->kind != NODE_ATTRIBUTE || child->first != token ||
            !token_is(printer->program->tokens, token, "["))
            continue;
        emit__tokens(printer, child, child->first, child->end);
        token = child->end;
    }
    return token;
}

/* As the user wrote it, without the words. */
static void put_definition_head(struct printer *printer, const struct routine *routine) {
    const struct node *function = routine->definition->node;
    enum emit_mode mode = printer->mode;
    printer->mode = EMIT_PLAIN;
    uint32_t first = put_brackets(printer, function);
    if (routine->definition->is_static)
        put(printer, " __attribute__((__unused__)) ");
    emit__tokens(printer, function, first, function->children[2]->first);
    printer->mode = mode;
    emit__glue_line(printer, function);
}

/* The ordinary C function of the same name: runs the future to its end from a plain thread. */
void emit__entry_point(struct printer *printer, const struct routine *routine) {
    bool has_result = routine->result && routine->result->class != ORACLE_VOID;
    const char *type = emit__value_type(printer, routine->result, NULL);
    emit__glue_line(printer, routine->definition->node);
    put_definition_head(printer, routine);
    put(printer, "{ struct wok__cold_%s wok__cold; wok__begin_%s(&wok__cold", routine->name,
        routine->name);
    put_names(printer, routine);
    put(printer, ");");
    if (routine->is_main) {
        put_main(printer, routine);
        return;
    }
    if (has_result)
        put(printer, " __typeof__(%s) wok__result;", type);
    put(printer,
        " wok_block_on_future(&wok__function_%s.future, &wok__cold, sizeof wok__cold, %s, ",
        routine->name, has_result ? "&wok__result" : "0");
    emit__place_arguments(printer, routine->definition->node);
    put(printer, has_result ? "); return wok__result; }\n" : "); }\n");
}
