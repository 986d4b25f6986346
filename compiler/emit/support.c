/*
 * What other code of the file needs of an async function before its frame is known: the cold struct
 * (header and arguments), the functions that fill it in, and the name of its descriptor.
 */
#include "emit/internal.h"

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
        put(printer, " struct {");
        for (size_t i = 0; i < routine->parameter_count; i++)
            put(printer, " __typeof__(%s) %s;",
                emit__value_type(printer, routine->parameters[i], NULL),
                routine->parameter_names[i]);
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
        return;
    }
    put_cold_struct(printer, routine);
    put(printer, "%s const struct wok_function wok__function_%s; ",
        routine->declaration->is_static ? "static" : "extern", name);
    put(printer,
        "static inline __attribute__((__unused__)) void wok__put_%s(struct wok__cold_%s *wok__cold",
        name, name);
    put_parameters(printer, routine);
    put(printer, ") { (void)wok__cold;");
    for (size_t i = 0; i < routine->parameter_count; i++)
        emit__copy(printer, routine->parameters[i],
                   arena_format(printer->program->arena, "wok__cold->arguments.%s",
                                routine->parameter_names[i]),
                   routine->parameter_names[i]);
    put(printer,
        " } static inline __attribute__((__unused__)) void wok__begin_%s("
        "struct wok__cold_%s *wok__cold",
        name, name);
    put_parameters(printer, routine);
    put(printer,
        ") { wok__cold->header = (struct wok_frame){ .function = &wok__function_%s }; "
        "wok__put_%s(wok__cold",
        name, name);
    put_names(printer, routine);
    put(printer, "); } ");
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

static void put_main(struct printer *printer, const struct routine *routine) {
    put(printer,
        " return wok_run_main(&wok__function_%s.future, &wok__cold, sizeof wok__cold); }\n",
        routine->name);
}

/* As the user wrote it, without the words. */
static void put_definition_head(struct printer *printer, const struct routine *routine) {
    const struct node *function = routine->definition->node;
    enum emit_mode mode = printer->mode;
    if (routine->definition->is_static)
        put(printer, "__attribute__((__unused__)) ");
    printer->mode = EMIT_PLAIN;
    emit__tokens(printer, function, function->first, function->children[2]->first);
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
