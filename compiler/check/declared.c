/*
 * What the declarations of a file say of its functions: marks of <wok/async.h>, clang's attributes for
 * its thread safety analysis; and what small helpers do that stand in the file, by one look at their
 * tokens:
 *
 *     static void enter(struct table *t) { pthread_mutex_lock(&t->mutex); }      takes a lock
 *     static void leave(struct table *t) { pthread_mutex_unlock(&t->mutex); }    gives one back
 *     static void rest(void) { sleep(1); }                                       stops the thread
 *
 * A helper counts for what it takes or stops only if nothing in it decides (no `if`, no loop), and as
 * one that gives back always: what is wrong with a guess is then that it finds too little.
 */
#include <string.h>

#include "check/known.h"

enum { NO_ARGUMENT = 1000 };

static uint32_t declaration_begin(const struct tokens *tokens, uint32_t token) {
    while (token > 0 && tokens->items[token - 1].kind != TOKEN_DIRECTIVE &&
           !token_is(tokens, token - 1, ";") && !token_is(tokens, token - 1, "}"))
        token--;
    return token;
}

/* Behind the parenthesis that closes the one at `token`. */
static uint32_t behind_group(const struct tokens *tokens, uint32_t token) {
    unsigned depth = 0;
    for (; token < tokens->count; token++) {
        depth += token_is(tokens, token, "(");
        if (token_is(tokens, token, ")") && --depth == 0)
            return token + 1;
    }
    return token;
}

/*
 * The token of the function declared from here on: the first name before a parenthesis that is no
 * attribute. NO_TOKEN: none.
 */
static uint32_t declared_function(const struct tokens *tokens, uint32_t token) {
    while (token + 1 < tokens->count) {
        if (token_is(tokens, token, ";") || token_is(tokens, token, "{") ||
            token_is(tokens, token, "}"))
            return NO_TOKEN;
        if (token_is(tokens, token, "__attribute__")) {
            token = behind_group(tokens, token + 1);
            continue;
        }
        if (tokens->items[token].kind == TOKEN_IDENTIFIER && token_is(tokens, token + 1, "("))
            return token;
        token++;
    }
    return NO_TOKEN;
}

/* Which parameter of the function has this name, from 0; NO_ARGUMENT: none. */
static unsigned parameter_named(const struct tokens *tokens, uint32_t function, uint32_t name) {
    uint32_t end = behind_group(tokens, function + 1);
    unsigned index = 0, depth = 0;
    for (uint32_t i = function + 1; i < end; i++) {
        depth += token_is(tokens, i, "(");
        depth -= token_is(tokens, i, ")");
        index += depth == 1 && token_is(tokens, i, ",");
        if (tokens->items[i].kind == TOKEN_IDENTIFIER &&
            token_is(tokens, i, token_string(tokens, name)))
            return index;
    }
    return NO_ARGUMENT;
}

/* A header of libwok, which may be no system header to the user's compiler. */
static bool is_in_wok(const struct tokens *tokens, uint32_t token) {
    struct place place = source_place(tokens->source, tokens->items[token].offset);
    const char *slash = strrchr(place.file, '/');
    return slash && slash - place.file >= 4 && strncmp(slash - 4, "/wok", 4) == 0;
}

static void add(struct knowledge *knowledge, uint32_t token, uint32_t function,
                struct known known) {
    const struct tokens *tokens = knowledge->program->tokens;
    if (function == NO_TOKEN)
        return;
    known.name = token_string(tokens, function);
    known.token = token;
    known.is_of_library = tokens->items[token].system || is_in_wok(tokens, token);
    array_push(knowledge->program->arena, &knowledge->declared, known);
}

static uint32_t function_around(const struct knowledge *knowledge, uint32_t token) {
    const struct tokens *tokens = knowledge->program->tokens;
    return declared_function(tokens, declaration_begin(tokens, token));
}

/* ---- marks ---- */

static void read_mark(struct knowledge *knowledge, uint32_t token) {
    const struct tokens *tokens = knowledge->program->tokens;
    struct known known = {.kind = KNOWN_BLOCKS};
    if (tokens->items[token].word == WORD_CANCEL_CLASS) {
        known.kind = KNOWN_LOSES;
        known.loss = token_is(tokens, token, "WOK_CANCEL_data_losing")    ? LOSS_OF_DATA
                     : token_is(tokens, token, "WOK_CANCEL_queue_losing") ? LOSS_OF_PLACE
                                                                          : LOSS_OF_NOTHING;
    } else if (tokens->items[token].word != WORD_BLOCKING) {
        return;
    }
    add(knowledge, token, function_around(knowledge, token), known);
}

/* ---- attributes ---- */

static bool is_attribute(const struct tokens *tokens, uint32_t token, const char *name) {
    const char *text = token_text(tokens, token);
    size_t length = tokens->items[token].length;
    if (length > 4 && strncmp(text, "__", 2) == 0 && strncmp(text + length - 2, "__", 2) == 0) {
        text += 2;
        length -= 4;
    }
    return length == strlen(name) && strncmp(text, name, length) == 0;
}

/* `acquire_capability(self->mutex)`: the parameter that it begins with, or the text. */
static void read_capability(struct knowledge *knowledge, uint32_t token, enum known_kind kind) {
    const struct tokens *tokens = knowledge->program->tokens;
    struct known known = {.kind = kind};
    uint32_t function = function_around(knowledge, token), at = token + 2;
    bool has_argument = token_is(tokens, token + 1, "(") && !token_is(tokens, at, ")");
    if (kind == KNOWN_TRY_LOCK) {
        bool is_zero = token_is(tokens, at, "0") || token_is(tokens, at, "false");
        known.condition = is_zero ? KNOWN_IF_ZERO : KNOWN_UNLESS_ZERO;
        has_argument = has_argument && token_is(tokens, at + 1, ",");
        at += 2;
    }
    known.argument = NO_ARGUMENT;
    while (has_argument && (token_is(tokens, at, "&") || token_is(tokens, at, "*")))
        at++;
    if (has_argument && function != NO_TOKEN)
        known.argument = parameter_named(tokens, function, at);
    if (has_argument && known.argument == NO_ARGUMENT)
        known.capability = token_string(tokens, at);
    add(knowledge, token, function, known);
}

/* clang's attributes for its thread safety analysis, old names and new. */
static void read_attribute(struct knowledge *knowledge, uint32_t token) {
    static const struct {
        const char *name;
        enum known_kind kind;
    } names[] = {
        {"acquire_capability", KNOWN_LOCK},
        {"acquire_shared_capability", KNOWN_LOCK},
        {"exclusive_lock_function", KNOWN_LOCK},
        {"shared_lock_function", KNOWN_LOCK},
        {"try_acquire_capability", KNOWN_TRY_LOCK},
        {"try_acquire_shared_capability", KNOWN_TRY_LOCK},
        {"exclusive_trylock_function", KNOWN_TRY_LOCK},
        {"shared_trylock_function", KNOWN_TRY_LOCK},
        {"release_capability", KNOWN_UNLOCK},
        {"release_shared_capability", KNOWN_UNLOCK},
        {"release_generic_capability", KNOWN_UNLOCK},
        {"unlock_function", KNOWN_UNLOCK},
    };
    /* Every identifier comes here: most end at once. */
    if (!memchr("aestru_", *token_text(knowledge->program->tokens, token), 7))
        return;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (is_attribute(knowledge->program->tokens, token, names[i].name))
            read_capability(knowledge, token, names[i].kind);
}

/* ---- variables, the environment ---- */

static void read_thread_variable(struct knowledge *knowledge, uint32_t token) {
    const struct tokens *tokens = knowledge->program->tokens;
    const char *name = NULL;
    unsigned depth = 0; /* of a struct's members */
    for (; token < tokens->count; token++) {
        depth += token_is(tokens, token, "{");
        depth -= depth && token_is(tokens, token, "}");
        if (depth)
            continue;
        if (token_is(tokens, token, ";") || token_is(tokens, token, "=") ||
            token_is(tokens, token, "["))
            break;
        if (tokens->items[token].kind == TOKEN_IDENTIFIER)
            name = token_string(tokens, token);
    }
    if (name)
        array_push(knowledge->program->arena, &knowledge->thread_variables, name);
}

static bool changes_environment(const struct tokens *tokens, uint32_t token) {
    static const char *const names[] = {"setenv", "putenv", "unsetenv", "clearenv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (token_is(tokens, token, names[i]))
            return true;
    return false;
}

/* ---- helpers ---- */

/* A function's body while it is being read. */
struct helper {
    uint32_t name; /* NO_TOKEN: this is no function */
    unsigned depth;
    bool decides, is_async;
    const struct known *locks, *unlocks, *blocks;
};

static bool decides(const struct tokens *tokens, uint32_t token) {
    static const char *const words[] = {"if", "for", "while", "do", "switch", "?", "&&", "||"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (token_is(tokens, token, words[i]))
            return true;
    return false;
}

/* Whatever its arguments are, as far as one look can tell. */
static bool surely_blocks(const struct tokens *tokens, uint32_t token, const struct known *known) {
    if (known->condition == KNOWN_UNLESS_ZERO && known->argument == 0)
        return !token_is(tokens, token + 2, "0");
    return known->condition == KNOWN_ALWAYS;
}

static void read_call(const struct knowledge *knowledge, struct helper *helper, uint32_t token) {
    const struct tokens *tokens = knowledge->program->tokens;
    const char *name = token_string(tokens, token);
    const struct known *lock = known_of_library(knowledge, name, KNOWN_LOCK);
    const struct known *unlock = known_of_library(knowledge, name, KNOWN_UNLOCK);
    const struct known *blocks = known_of_library(knowledge, name, KNOWN_BLOCKS);
    helper->locks = lock ? lock : helper->locks;
    helper->unlocks = unlock ? unlock : helper->unlocks;
    if (blocks && surely_blocks(tokens, token, blocks))
        helper->blocks = blocks;
}

static void finish_helper(struct knowledge *knowledge, const struct helper *helper) {
    if (helper->name == NO_TOKEN || helper->is_async)
        return;
    struct known known = {0};
    if (helper->unlocks && !helper->locks) {
        known.kind = KNOWN_UNLOCK;
        known.helper = helper->unlocks->name;
        add(knowledge, helper->name, helper->name, known);
    } else if (helper->locks && !helper->unlocks && !helper->decides &&
               helper->locks->condition == KNOWN_ALWAYS) {
        known.kind = KNOWN_LOCK;
        known.helper = helper->locks->name;
        add(knowledge, helper->name, helper->name, known);
    }
    if (helper->blocks && !helper->decides) {
        known.kind = KNOWN_BLOCKS;
        known.helper = helper->blocks->name;
        known.advice = helper->blocks->advice;
        add(knowledge, helper->name, helper->name, known);
    }
}

static void read_helper(struct knowledge *knowledge, struct helper *helper, uint32_t token) {
    const struct tokens *tokens = knowledge->program->tokens;
    if (token_is(tokens, token, "{") && helper->depth++ == 0) {
        uint32_t begin = declaration_begin(tokens, token);
        *helper = (struct helper){.name = declared_function(tokens, begin), .depth = 1};
        for (uint32_t i = begin; i < token; i++)
            helper->is_async |= tokens->items[i].kind == TOKEN_WORD;
    } else if (token_is(tokens, token, "}") && helper->depth > 0 && --helper->depth == 0) {
        finish_helper(knowledge, helper);
    } else if (helper->depth > 0 && helper->name != NO_TOKEN && !helper->is_async) {
        helper->decides |= decides(tokens, token);
        if (tokens->items[token].kind == TOKEN_IDENTIFIER && token_is(tokens, token + 1, "("))
            read_call(knowledge, helper, token);
    }
}

void knowledge_read(struct knowledge *knowledge, struct program *program) {
    const struct tokens *tokens = program->tokens;
    *knowledge = (struct knowledge){.program = program};
    knowledge->is_system = arena_array(program->arena, signed char, known_library_count());
    struct helper helper = {.name = NO_TOKEN};
    for (uint32_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->items[i];
        if (token->kind == TOKEN_WORD)
            read_mark(knowledge, i);
        if (token->system)
            continue;
        read_helper(knowledge, &helper, i);
        if (token->kind == TOKEN_IDENTIFIER) {
            read_attribute(knowledge, i);
            knowledge->changes_environment |= changes_environment(tokens, i);
        } else if (token->kind == TOKEN_KEYWORD &&
                   (token_is(tokens, i, "_Thread_local") || token_is(tokens, i, "__thread") ||
                    token_is(tokens, i, "thread_local"))) {
            read_thread_variable(knowledge, i);
        }
    }
}
