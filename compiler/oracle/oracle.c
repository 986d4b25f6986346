#include "oracle/oracle.h"

#include <string.h>

#include "oracle/internal.h"

#define MARKED_FILE     "/wokcc/marked-text.c"
#define BLOCK_DEPTH_MAX 16
#define PRELUDE_FILE    "/wokcc/prelude.h"

/* ---- opening ---- */

/* Flags that change what the text means. Others are the C compiler's own business, and libclang
 * would refuse those that it does not know. */
static bool changes_language(const char *argument) {
    static const char *const exact[] = {"-ansi",
                                        "-funsigned-char",
                                        "-fsigned-char",
                                        "-fno-unsigned-char",
                                        "-fshort-enums",
                                        "-fshort-wchar",
                                        "-fms-extensions",
                                        "-fgnu89-inline",
                                        "-m32",
                                        "-m64",
                                        "-mx32",
                                        "-fno-signed-char"};
    if (strncmp(argument, "-std=", 5) == 0)
        return true;
    for (size_t i = 0; i < sizeof exact / sizeof *exact; i++)
        if (strcmp(argument, exact[i]) == 0)
            return true;
    return false;
}

/* What libclang makes an error of although a C compiler of today only warns. */
static const char *const own_arguments[] = {"-x",
                                            "c",
                                            "-w",
                                            "-ferror-limit=0",
                                            "-fdollars-in-identifiers",
                                            "-Wno-return-type",
                                            "-Wno-return-mismatch",
                                            "-Wno-implicit-function-declaration",
                                            "-Wno-implicit-int",
                                            "-Wno-int-conversion",
                                            "-include",
                                            PRELUDE_FILE};

static void parse(struct oracle *oracle, const char *marked, const char *const *arguments,
                  size_t argument_count) {
    size_t own = sizeof own_arguments / sizeof *own_arguments, count = 0;
    const char **all = arena_array(oracle->arena, const char *, own + argument_count);
    for (size_t i = 0; i < own; i++)
        all[count++] = own_arguments[i];
    for (size_t i = 0; i < argument_count; i++)
        if (changes_language(arguments[i]))
            all[count++] = arguments[i];
    struct CXUnsavedFile files[] = {
        {.Filename = MARKED_FILE, .Contents = marked, .Length = oracle->tokens->source->length},
        {.Filename = PRELUDE_FILE, .Contents = oracle_prelude, .Length = strlen(oracle_prelude)}};
    oracle->index = clang_createIndex(0, 0);
    enum CXErrorCode error = clang_parseTranslationUnit2(
        oracle->index, MARKED_FILE, all, (int)count, files, 2,
        CXTranslationUnit_IncludeAttributedTypes | CXTranslationUnit_KeepGoing, &oracle->unit);
    if (error != CXError_Success)
        oracle->unit = NULL;
}

/* ---- errors ---- */

static bool in_ranges(const struct oracle *oracle, uint32_t offset) {
    for (size_t i = 0; i < oracle->ranges.count; i++)
        if (oracle->ranges.items[i].begin <= offset && offset < oracle->ranges.items[i].end)
            return true;
    return false;
}

/* 'int (int) __attribute__((preserve_most))' → 'async int (int)' */
static void say_async(char *text) {
    static const char mark[] = " __attribute__((preserve_most))", word[] = "async ";
    size_t mark_length = sizeof mark - 1, word_length = sizeof word - 1;
    for (char *at; (at = strstr(text, mark));) {
        char *type = at, *rest = at + mark_length;
        while (type > text && type[-1] != '\'')
            type--;
        bool is_said = strncmp(type, word, word_length) == 0;
        if (!is_said) {
            memmove(type + word_length, type, (size_t)(at - type));
            memcpy(type, word, word_length);
            at += word_length;
        }
        memmove(at, rest, strlen(rest) + 1);
    }
}

/* libclang saw the replacements: say what the user wrote. */
static char *in_users_words(struct arena *arena, const char *text) {
    static const char *const words[][2] = {{"struct w$k_unit", "void"},
                                           {"w$k_unit", "void"},
                                           {"v$id", "void"},
                                           {"m$in", "main"},
                                           {" [[clang::annotate_type(...)]]", ""}};
    char *copy = arena_copy(arena, text, strlen(text));
    say_async(copy);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *from = words[i][0], *to = words[i][1];
        for (char *at = strstr(copy, from); at; at = strstr(at + strlen(to), from)) {
            size_t rest = strlen(at + strlen(from));
            memcpy(at, to, strlen(to));
            memmove(at + strlen(to), at + strlen(from), rest + 1);
        }
    }
    return copy;
}

/* Refused by another stage, with a code of its own. */
static bool is_reported_elsewhere(const char *text) {
    return strstr(text, "variadic function cannot use") || strstr(text, "this indirect goto") ||
           strstr(text, "function definition is not");
}

/* Not in the user's text. Without a file, libclang could not even begin; the rest is our prelude. */
static void report_elsewhere(struct oracle *oracle, CXDiagnostic diagnostic, CXFile file) {
    if (file && clang_getDiagnosticSeverity(diagnostic) != CXDiagnostic_Fatal)
        return;
    CXString spelling = clang_getDiagnosticSpelling(diagnostic);
    diagnose_error(oracle->diagnostics, DIAGNOSE_C_ERROR, 0, 0, "libclang: %s",
                   clang_getCString(spelling));
    clang_disposeString(spelling);
}

/* A short word that was meant as a name: `int race = 3;` */
static void help_with_word(struct oracle *oracle, uint32_t index) {
    const struct tokens *tokens = oracle->tokens;
    for (uint32_t i = index > 0 ? index - 1 : 0; i <= index; i++) {
        const struct token *token = &tokens->items[i];
        bool is_short = strncmp(token_text(tokens, i), "wok_", 4) != 0;
        if (token->kind == TOKEN_WORD && token->word != WORD_AUTO && is_short) {
            diagnose_help(oracle->diagnostics,
                          "`%s` is a word of async C here: use another name, or "
                          "`#define WOK_NO_KEYWORDS` before the include",
                          token_string(tokens, i));
            return;
        }
    }
}

/* A pointer that would call one kind of function as if it were the other. */
static bool mixes_functions(const char *text) {
    return strstr(text, "incompatible function pointer") && strstr(text, "preserve_most");
}

static void report_in_text(struct oracle *oracle, uint32_t index, const char *text) {
    struct diagnostics *diagnostics = oracle->diagnostics;
    const struct token *token = &oracle->tokens->items[index];
    uint32_t begin = token->offset, end = token->offset + token->length;
    bool names_async = strstr(text, "preserve_most");
    if (strstr(text, "incompatible function pointer")) {
        if (!mixes_functions(text))
            return; /* the C compiler decides whether to warn */
        diagnose_error(diagnostics, DIAGNOSE_ASYNC_POINTER, begin, end, "%s",
                       in_users_words(oracle->arena, text));
        diagnose_help(diagnostics, "an async function can only be reached through a pointer that "
                                   "is declared `async`, and a plain one only through a plain one");
    } else if (names_async && strstr(text, "previously declared")) {
        diagnose_error(diagnostics, DIAGNOSE_C_ERROR, begin, end,
                       "one declaration of this function says `async` and another does not");
    } else if (!is_reported_elsewhere(text)) {
        diagnose_error(diagnostics, DIAGNOSE_C_ERROR, begin, end, "%s",
                       in_users_words(oracle->arena, text));
        if (strstr(text, "expected"))
            help_with_word(oracle, index);
    }
}

static void report(struct oracle *oracle, CXDiagnostic diagnostic) {
    CXFile file;
    unsigned offset;
    clang_getFileLocation(clang_getDiagnosticLocation(diagnostic), &file, NULL, NULL, &offset);
    if (!file || !clang_File_isEqual(file, oracle->file)) {
        report_elsewhere(oracle, diagnostic, file);
        return;
    }
    uint32_t index = oracle_token_at(oracle->tokens, offset);
    if (oracle->tokens->items[index].system)
        return;
    CXString spelling = clang_getDiagnosticSpelling(diagnostic);
    const char *text = clang_getCString(spelling);
    /* Plain code is the C compiler's business; but it does not know async functions from others. */
    if (in_ranges(oracle, offset) || mixes_functions(text))
        report_in_text(oracle, index, text);
    clang_disposeString(spelling);
}

static void report_errors(struct oracle *oracle) {
    unsigned count = clang_getNumDiagnostics(oracle->unit);
    for (unsigned i = 0; i < count; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(oracle->unit, i);
        if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error)
            report(oracle, diagnostic);
        clang_disposeDiagnostic(diagnostic);
    }
}

/* Parse, and index what was understood. */
static void read_unit(struct oracle *oracle, const char *marked, const char *const *arguments,
                      size_t argument_count) {
    oracle->expressions.count = oracle->names.count = oracle->typedefs.count = 0;
    oracle->uses.count = oracle->ranges.count = 0;
    parse(oracle, marked, arguments, argument_count);
    if (!oracle->unit)
        return;
    oracle->file = clang_getFile(oracle->unit, MARKED_FILE);
    oracle_index(oracle);
}

/* An error that an async block without a value may be the cause of. */
static bool misses_value(const struct oracle *oracle) {
    bool found = false;
    unsigned count = oracle->unit ? clang_getNumDiagnostics(oracle->unit) : 0;
    for (unsigned i = 0; i < count && !found; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(oracle->unit, i);
        CXString spelling = clang_getDiagnosticSpelling(diagnostic);
        found = clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error &&
                strstr(clang_getCString(spelling), "'void'");
        clang_disposeString(spelling);
        clang_disposeDiagnostic(diagnostic);
    }
    return found;
}

struct oracle *oracle_open(const struct tokens *tokens, const char *const *arguments,
                           size_t argument_count, struct diagnostics *diagnostics) {
    struct arena *arena = tokens->source->arena;
    struct oracle *oracle = arena_new(arena, struct oracle);
    oracle->arena = arena;
    oracle->tokens = tokens;
    oracle->diagnostics = diagnostics;
    uint32_t deep;
    if (oracle_is_too_deep(tokens, &deep)) {
        uint32_t offset = tokens->items[deep].offset;
        diagnose_error(diagnostics, DIAGNOSE_C_ERROR, offset, offset + tokens->items[deep].length,
                       "this is nested too deeply");
        return oracle;
    }
    char *marked = oracle_mark(tokens);
    read_unit(oracle, marked, arguments, argument_count);
    /* One block inside another is known only when that one is. */
    for (unsigned round = 0;
         round < BLOCK_DEPTH_MAX && misses_value(oracle) && oracle_mark_unit_blocks(oracle, marked);
         round++) {
        oracle_close(oracle);
        read_unit(oracle, marked, arguments, argument_count);
    }
    if (!oracle->unit) {
        diagnose_error(diagnostics, DIAGNOSE_C_ERROR, 0, 0,
                       "libclang could not read this file at all");
        return oracle;
    }
    report_errors(oracle);
    return oracle;
}

void oracle_close(struct oracle *oracle) {
    if (oracle->unit)
        clang_disposeTranslationUnit(oracle->unit);
    if (oracle->index)
        clang_disposeIndex(oracle->index);
    oracle->unit = NULL;
    oracle->index = NULL;
}

/* ---- questions ---- */

bool oracle_is_typedef(const struct oracle *oracle, const char *name, size_t length,
                       uint32_t offset) {
    size_t low = 0, high = oracle->typedefs.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct oracle_typedef *entry = &oracle->typedefs.items[middle];
        int order = strncmp(entry->name, name, length);
        if (order == 0 && entry->length > length)
            order = 1;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    /* The first declaration of that name: any later one only repeats it. */
    const struct oracle_typedef *entry = &oracle->typedefs.items[low];
    return low < oracle->typedefs.count && entry->length == length &&
           memcmp(entry->name, name, length) == 0 && entry->offset < offset;
}

bool oracle_uses_async(const struct oracle *oracle, uint32_t begin, uint32_t end) {
    size_t low = 0, high = oracle->uses.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (oracle->uses.items[middle] < begin)
            low = middle + 1;
        else
            high = middle;
    }
    return low < oracle->uses.count && oracle->uses.items[low] < end;
}

static const struct oracle_expression *find_expression(const struct oracle *oracle, uint32_t begin,
                                                       uint32_t end) {
    size_t low = 0, high = oracle->expressions.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct oracle_expression *item = &oracle->expressions.items[middle];
        if (item->begin < begin || (item->begin == begin && item->end < end))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == oracle->expressions.count)
        return NULL;
    const struct oracle_expression *found = &oracle->expressions.items[low];
    return found->begin == begin && found->end == end ? found : NULL;
}

/* Arrays and functions decay; a builtin function's type is none that libclang can be asked about. */
static bool is_plain_value(CXType type) {
    if (type.kind == CXType_Invalid || type.kind == CXType_Unexposed)
        return false;
    switch (clang_getCanonicalType(type).kind) {
    case CXType_Invalid:
    case CXType_Unexposed:
    case CXType_ConstantArray:
    case CXType_IncompleteArray:
    case CXType_VariableArray:
    case CXType_FunctionProto:
    case CXType_FunctionNoProto:
        return false;
    default:
        return true;
    }
}

/*
 * What stands in the text has its own type; only arrays and functions are what they decay to. (A
 * compound literal keeps its own: it is an object that somebody has to keep.)
 */
static const struct oracle_expression *
without_conversion(const struct oracle *oracle, const struct oracle_expression *expression) {
    const struct oracle_expression *end = oracle->expressions.items + oracle->expressions.count;
    while (clang_getCursorKind(expression->cursor) == CXCursor_UnexposedExpr) {
        const struct oracle_expression *inner = expression + 1;
        if (inner == end || inner->begin != expression->begin || inner->end != expression->end)
            break;
        if (!is_plain_value(clang_getCursorType(inner->cursor)) &&
            clang_getCursorKind(inner->cursor) != CXCursor_CompoundLiteralExpr)
            break;
        expression = inner;
    }
    return expression;
}

static enum CXChildVisitResult take_first(CXCursor cursor, CXCursor parent, CXClientData data) {
    (void)parent;
    if (!clang_isExpression(clang_getCursorKind(cursor)))
        return CXChildVisit_Continue;
    *(CXCursor *)data = cursor;
    return CXChildVisit_Break;
}

/* Below parentheses and implicit conversions. */
static CXCursor stripped(CXCursor cursor) {
    for (;;) {
        enum CXCursorKind kind = clang_getCursorKind(cursor);
        CXCursor child = clang_getNullCursor();
        if (kind == CXCursor_UnexposedExpr || kind == CXCursor_ParenExpr)
            clang_visitChildren(cursor, take_first, &child);
        if (clang_Cursor_isNull(child))
            return cursor;
        cursor = child;
    }
}

/*
 * libclang shows a parameter's adjusted pointer type as the array that was written. An expression
 * whose value is an array can only be an object: anything else, and a parameter, is a pointer.
 */
static bool is_adjusted(CXCursor cursor) {
    cursor = stripped(cursor);
    switch (clang_getCursorKind(cursor)) {
    case CXCursor_DeclRefExpr:
        return clang_getCursorKind(clang_getCursorReferenced(cursor)) == CXCursor_ParmDecl;
    case CXCursor_BinaryOperator:
    case CXCursor_CompoundAssignOperator:
    case CXCursor_ConditionalOperator:
    case CXCursor_CStyleCastExpr:
    case CXCursor_CallExpr:
        return true;
    case CXCursor_UnaryOperator:
        return clang_getCursorUnaryOperatorKind(cursor) != CXUnaryOperator_Deref;
    default:
        return false;
    }
}

/* Arithmetic on an int keeps the mark of the task(int) that it came from: only these are handles. */
static bool can_be_handle(const struct oracle *oracle, const struct oracle_expression *expression) {
    CXCursor cursor = stripped(expression->cursor);
    switch (clang_getCursorKind(cursor)) {
    case CXCursor_DeclRefExpr:
    case CXCursor_MemberRefExpr:
    case CXCursor_ArraySubscriptExpr:
    case CXCursor_CallExpr:
    case CXCursor_CompoundLiteralExpr:
        return clang_getCursorKind(expression->cursor) != CXCursor_ParenExpr ||
               !oracle_has_await(oracle->tokens, expression->begin, expression->end);
    case CXCursor_UnaryOperator:
        return clang_getCursorUnaryOperatorKind(cursor) == CXUnaryOperator_Deref;
    case CXCursor_BinaryOperator: {
        enum CXBinaryOperatorKind kind = clang_getCursorBinaryOperatorKind(cursor);
        if (kind != CXBinaryOperator_Comma && kind != CXBinaryOperator_Assign)
            return false;
        return !oracle_has_await(oracle->tokens, expression->begin, expression->end);
    }
    case CXCursor_ConditionalOperator:
    case CXCursor_StmtExpr:
        return !oracle_has_await(oracle->tokens, expression->begin, expression->end);
    default:
        return false;
    }
}

bool oracle_is_expression(const struct oracle *oracle, uint32_t begin, uint32_t end) {
    return find_expression(oracle, oracle_visible_begin(oracle->tokens, begin), end) != NULL;
}

const struct oracle_type *oracle_expression_type(const struct oracle *oracle, uint32_t begin,
                                                 uint32_t end) {
    uint32_t visible = oracle_visible_begin(oracle->tokens, begin);
    const struct oracle_expression *expression = find_expression(oracle, visible, end);
    if (!expression)
        return NULL;
    expression = without_conversion(oracle, expression);
    CXType type = clang_getCursorType(expression->cursor);
    const struct oracle_type *answer = is_adjusted(expression->cursor)
                                           ? oracle_convert_parameter(oracle, type)
                                           : oracle_convert_type(oracle, type);
    /* An await's own type is what it yields. */
    bool is_word = visible != begin;
    if (answer && answer->future != ORACLE_PLAIN &&
        (is_word || !can_be_handle(oracle, expression))) {
        struct oracle_type *plain = arena_new(oracle->arena, struct oracle_type);
        *plain = *answer;
        plain->future = ORACLE_PLAIN;
        answer = plain;
    }
    return answer;
}

bool oracle_is_array(const struct oracle *oracle, uint32_t begin, uint32_t end) {
    const struct oracle_expression *last = oracle->expressions.items + oracle->expressions.count;
    const struct oracle_expression *expression =
        find_expression(oracle, oracle_visible_begin(oracle->tokens, begin), end);
    for (; expression; expression++) {
        if (oracle_is_array_type(clang_getCursorType(expression->cursor)))
            return true;
        bool is_decay = clang_getCursorKind(expression->cursor) == CXCursor_UnexposedExpr;
        if (!is_decay || expression + 1 == last || expression[1].begin != expression->begin ||
            expression[1].end != expression->end)
            return false;
    }
    return false;
}

static const struct oracle_name *find_name(const struct oracle *oracle, uint32_t offset) {
    size_t low = 0, high = oracle->names.count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (oracle->names.items[middle].offset < offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == oracle->names.count || oracle->names.items[low].offset != offset)
        return NULL;
    return &oracle->names.items[low];
}

const struct oracle_type *oracle_declared_type(const struct oracle *oracle, uint32_t name_offset) {
    const struct oracle_name *name = find_name(oracle, name_offset);
    if (!name)
        return NULL;
    CXType type = clang_getCursorType(name->cursor);
    if (clang_getCursorKind(name->cursor) == CXCursor_ParmDecl)
        return oracle_convert_parameter(oracle, type);
    return oracle_convert_type(oracle, type);
}

static const struct oracle_type *convert_function(const struct oracle *oracle, CXType function,
                                                  const struct oracle_type *const **parameters,
                                                  size_t *count) {
    int number = clang_getNumArgTypes(function);
    size_t size = number > 0 ? (size_t)number : 0;
    const struct oracle_type **types =
        arena_array(oracle->arena, const struct oracle_type *, size ? size : 1);
    for (size_t i = 0; i < size; i++)
        types[i] = oracle_convert_parameter(oracle, clang_getArgType(function, (unsigned)i));
    *parameters = types;
    *count = size;
    return oracle_convert_type(oracle, clang_getResultType(function));
}

const struct oracle_type *oracle_function_type(const struct oracle *oracle, uint32_t name_offset,
                                               const struct oracle_type *const **parameters,
                                               size_t *count) {
    const struct oracle_name *name = find_name(oracle, name_offset);
    if (!name || clang_getCursorKind(name->cursor) != CXCursor_FunctionDecl)
        return NULL;
    return convert_function(oracle, clang_getCursorType(name->cursor), parameters, count);
}

const struct oracle_type *oracle_async_callee(const struct oracle *oracle, uint32_t begin,
                                              uint32_t end,
                                              const struct oracle_type *const **parameters,
                                              size_t *count) {
    const struct oracle_expression *expression =
        find_expression(oracle, oracle_visible_begin(oracle->tokens, begin), end);
    if (!expression)
        return NULL;
    CXType function = oracle_function_behind(clang_getCursorType(expression->cursor));
    if (function.kind == CXType_Invalid || !oracle_is_async_type(function))
        return NULL;
    return convert_function(oracle, function, parameters, count);
}
