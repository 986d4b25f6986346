/*
 * Nodes: their tokens as written, with names, words and computed parts replaced.
 */
#include <string.h>

#include "analyze/flow.h"
#include "emit/internal.h"
#include "layout/layout.h"

void emit__symbol(struct printer *printer, const struct symbol *symbol) {
    bool is_in_frame = symbol->residence == RESIDENCE_FRAME ||
                       (symbol->residence == RESIDENCE_CACHED && printer->unwinds);
    if (printer->mode == EMIT_RESUME && is_in_frame)
        put(printer, "wok__self->%s", symbol->field);
    else if (printer->mode == EMIT_RESUME && symbol->local)
        buffer_puts(printer->buffer, symbol->local);
    else if (printer->mode == EMIT_RESUME && symbol->hoisted)
        buffer_puts(printer->buffer, symbol->hoisted);
    else if (printer->mode == EMIT_ERASED && symbol->is_shared && symbol->kind == SYMBOL_VARIABLE &&
             !symbol->is_static &&
             !symbol->is_extern) /* the block is written where it is awaited */
        put(printer, "%s__shared_%u", symbol->name, symbol->token);
    else
        buffer_puts(printer->buffer, symbol->name ? symbol->name : "");
}

const char *emit__temporary_name(struct printer *printer, const struct temporary *temporary) {
    return arena_format(printer->program->arena, "%swok__t%u",
                        temporary->residence == RESIDENCE_FRAME ? "wok__self->" : "",
                        temporary->number);
}

void emit__copy(struct printer *printer, const struct oracle_type *type, const char *target,
                const char *source) {
    if (type && type->class == ORACLE_RECORD)
        put(printer, " __builtin_memcpy((void *)&%s, (const void *)&%s, sizeof %s);", target,
            source, target);
    else
        put(printer, " %s = %s;", target, source);
}

const char *emit__type(struct printer *printer, const struct oracle_type *type,
                       const struct node *node) {
    if (!type || !type->spelling)
        return "int"; /* reported before: nothing of a broken routine is handed on */
    if (printer->mode != EMIT_RESUME || !printer->routine)
        return type->spelling;
    return layout_spelling(printer->program, printer->routine, type,
                           node ? node->first : printer->routine->definition->node->end - 1);
}

const char *emit__value_type(struct printer *printer, const struct oracle_type *type,
                             const struct node *node) {
    if (type && type->future != ORACLE_PLAIN && printer->mode != EMIT_ERASED)
        return emit__handle_type(type->future);
    return emit__type(printer, type, node);
}

const char *emit__temporary_type(struct printer *printer, const struct temporary *temporary,
                                 const struct node *node) {
    if (temporary->handle && printer->mode != EMIT_ERASED)
        return emit__handle_type(temporary->handle);
    if (temporary->handle && temporary->type->class == ORACLE_VOID)
        return "char"; /* as program__result_type() has it */
    return emit__type(printer, temporary->type, node);
}

/* Used as a value, an async function is its descriptor, behind a pointer of the declared type. */
void emit__async_value(struct printer *printer, const struct routine *routine) {
    if (printer->mode == EMIT_ERASED)
        buffer_puts(printer->buffer, routine->name);
    else
        put(printer, "(__extension__ (*(__typeof__(&%s))&wok__function_%s))", routine->name,
            routine->name);
}

static bool is_function_name(const struct tokens *tokens, uint32_t token) {
    return token_is(tokens, token, "__func__") || token_is(tokens, token, "__FUNCTION__") ||
           token_is(tokens, token, "__PRETTY_FUNCTION__");
}

static void put_word(struct printer *printer, const struct token *token, uint32_t index) {
    if (word_is_mark(token->word))
        return;
    switch (token->word) {
    case WORD_ASYNC:
    case WORD_ASYNC_MOVE:
        return;
    case WORD_AUTO:
        buffer_puts(printer->buffer, "__auto_type");
        return;
    default:
        buffer_append(printer->buffer, token_text(printer->program->tokens, index), token->length);
        return;
    }
}

static void put_token(struct printer *printer, uint32_t index) {
    const struct tokens *tokens = printer->program->tokens;
    const struct token *token = &tokens->items[index];
    const struct symbol *symbol = printer->program->symbol_at[index];
    if (token->kind == TOKEN_WORD)
        put_word(printer, token, index);
    else if (token->kind == TOKEN_IDENTIFIER && symbol)
        emit__symbol(printer, symbol);
    else if (printer->mode != EMIT_ERASED && printer->routine && printer->routine->is_async &&
             is_function_name(tokens, index))
        buffer_put_quoted(printer->buffer, printer->routine->name);
    else
        buffer_append(printer->buffer, token_text(tokens, index), token->length);
}

/* What stands between two tokens: blanks, new lines, comments. */
static void put_gap(struct printer *printer, uint32_t index) {
    const struct tokens *tokens = printer->program->tokens;
    const struct token *token = &tokens->items[index - 1];
    uint32_t from = token->offset + token->length;
    buffer_append(printer->buffer, tokens->source->text + from, tokens->items[index].offset - from);
}

void emit__tokens(struct printer *printer, const struct node *node, uint32_t first, uint32_t end) {
    uint32_t child = 0;
    for (uint32_t index = first; index < end;) {
        while (child < node->child_count &&
               (node->children[child]->kind == NODE_NONE || node->children[child]->end <= index))
            child++;
        if (index > first)
            put_gap(printer, index);
        if (child < node->child_count && node->children[child]->first == index &&
            node->children[child]->end > index) {
            emit__node(printer, node->children[child]);
            index = node->children[child]->end;
        } else {
            put_token(printer, index++);
        }
    }
}

static const struct symbol *symbol_of_tag(const struct printer *printer, const struct node *tag) {
    return tag->token == NO_TOKEN ? NULL : printer->program->symbol_at[tag->token];
}

/* A definition that was hoisted is a reference here. */
static void put_tag(struct printer *printer, const struct node *node) {
    const struct symbol *symbol =
        node->flags & NODE_IS_DEFINITION ? symbol_of_tag(printer, node) : NULL;
    if (printer->mode == EMIT_RESUME && symbol && symbol->hoisted)
        put(printer, "%s %s", token_string(printer->program->tokens, node->token), symbol->hoisted);
    else
        emit__tokens(printer, node, node->first, node->end);
}

static void put_task_type(struct printer *printer, const struct node *node) {
    if (printer->mode != EMIT_ERASED) {
        bool is_task = printer->program->tokens->items[node->token].word == WORD_TASK;
        buffer_puts(printer->buffer, emit__handle_type(is_task ? ORACLE_TASK : ORACLE_BOXED));
        return;
    }
    const struct node *type = node->children[0];
    bool is_void =
        type->end - type->first == 1 && token_is(printer->program->tokens, type->first, "void");
    buffer_puts(printer->buffer, is_void ? "char" : "__typeof__(");
    if (is_void)
        return;
    emit__node(printer, type);
    buffer_puts(printer->buffer, ")");
}

/* (*({ T initial = (T){…}; copy it to the frame; its address; })) */
static void put_stored_literal(struct printer *printer, const struct node *node,
                               const struct note *note) {
    const char *type = emit__type(printer, note->storage_type, node);
    put(printer, "(*({ __typeof__(%s) wok__initial_%u = ", type, node->first);
    emit__node(printer, node->children[1]);
    put(printer,
        "; __builtin_memcpy((void *)&wok__self->wok__%s, &wok__initial_%u, sizeof "
        "wok__self->wok__%s); "
        "&wok__self->wok__%s; }))",
        note->storage, node->first, note->storage, note->storage);
}

/* A handle that is handed on leaves its variable, so that nobody gives it back twice. */
static void put_name(struct printer *printer, const struct node *node) {
    const struct symbol *symbol = printer->program->symbol_at[node->first];
    const struct routine *routine = printer->program->routine_at[node->first];
    bool is_handle = symbol && symbol->kind == SYMBOL_VARIABLE && program_is_handle(symbol) &&
                     printer->mode != EMIT_ERASED;
    if (is_handle && flow_is_handed_on(printer->program, node)) {
        put(printer, "__extension__({ %s wok__moved_%u = ",
            emit__handle_type(symbol->class == VARIABLE_BOX ? ORACLE_BOXED : ORACLE_TASK),
            node->first);
        emit__symbol(printer, symbol);
        buffer_puts(printer->buffer, "; ");
        emit__symbol(printer, symbol);
        put(printer, " = 0; wok__moved_%u; })", node->first);
    } else if (routine && !symbol) {
        bool is_callee =
            node->parent && node->parent->kind == NODE_CALL && node->parent->children[0] == node;
        if (is_callee)
            buffer_puts(printer->buffer, routine->name);
        else
            emit__async_value(printer, routine);
    } else {
        emit__tokens(printer, node, node->first, node->end);
    }
}

void emit__evaluate(struct printer *printer, const struct node *node) {
    const struct note *note = lower_note(node);
    switch (node->kind) {
    case NODE_NAME:
        put_name(printer, node);
        return;
    case NODE_TAG:
        put_tag(printer, node);
        return;
    case NODE_TASK_TYPE:
        put_task_type(printer, node);
        return;
    case NODE_SPAWN:
        emit__spawn(printer, node);
        return;
    case NODE_BOX:
        emit__box(printer, node);
        return;
    case NODE_ASYNC_BLOCK:
        emit__erased_block_call(printer, node);
        return;
    case NODE_BLOCK_ON:
    case NODE_TRY_BLOCK_ON:
        emit__block_on(printer, node);
        return;
    case NODE_DETACH:
        emit__detach(printer, node);
        return;
    case NODE_ATTRIBUTE:
        if ((node->flags & NODE_IS_CLEANUP) && printer->hides_cleanup)
            return;
        if (printer->mode == EMIT_RESUME && emit__is_of_hoisted_tag(printer, node))
            return;
        break;
    case NODE_STATEMENT_EXPRESSION:
        if (!note || !note->steps)
            break;
        buffer_puts(printer->buffer, "__extension__ ({ ");
        emit__steps(printer, note->steps);
        emit__line(printer, node);
        buffer_puts(printer->buffer, " })");
        return;
    case NODE_COMPOUND_LITERAL:
        if (note && note->storage && printer->mode == EMIT_RESUME) {
            put_stored_literal(printer, node, note);
            return;
        }
        break;
    default:
        break;
    }
    emit__tokens(printer, node, node->first, node->end);
}

void emit__node(struct printer *printer, const struct node *node) {
    const struct note *note = lower_note(node);
    if (note && note->temporary) {
        buffer_puts(printer->buffer, emit__temporary_name(printer, note->temporary));
    } else if (note && note->is_void) {
        buffer_puts(printer->buffer, "((void)0)");
    } else if (note && note->instead) {
        buffer_puts(printer->buffer, "(");
        emit__node(printer, note->instead);
        buffer_puts(printer->buffer, ")");
    } else {
        emit__evaluate(printer, node);
    }
}

/* By the oracle's word: a member, a tag or a local of the same name is none. */
struct routine *emit__named_routine(const struct program *program, uint32_t index) {
    const struct token *token = &program->tokens->items[index];
    if (token->kind != TOKEN_IDENTIFIER || token->system)
        return NULL;
    struct routine *routine = program_find(program, token_string(program->tokens, index));
    if (!routine || !routine->is_async ||
        !oracle_uses_async(program->oracle, token->offset, token->offset + token->length))
        return NULL;
    return routine;
}

void emit__text(struct printer *printer, uint32_t first, uint32_t end) {
    const struct tokens *tokens = printer->program->tokens;
    for (uint32_t index = first; index < end; index++) {
        const struct routine *routine = emit__named_routine(printer->program, index);
        const struct token *token = &tokens->items[index];
        bool is_our_pragma = token->kind == TOKEN_DIRECTIVE && token->length > 11 &&
                             memcmp(token_text(tokens, index), "#pragma wok", 11) == 0;
        if (routine)
            emit__async_value(printer, routine);
        else if (!is_our_pragma)
            put_token(printer, index);
        if (index + 1 < end)
            put_gap(printer, index + 1);
    }
}
