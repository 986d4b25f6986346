/*
 * Goal: no text, however broken, makes the first stages crash, hang, or return a tree that is not
 * one: children inside their parents, in order, without overlap.
 * Method: a file that holds every construct is read whole (every kind of node must appear, and every
 * expression must have a type), then cut off at every byte, then with tokens deleted, doubled and
 * swapped at random places. Random choices come from a fixed seed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "front.h"

static char torture[60000];
static size_t torture_length;

static int read_torture(void **state) {
    (void)state;
    FILE *file = fopen(TORTURE_FILE, "r");
    if (!file)
        return -1;
    torture_length = fread(torture, 1, sizeof torture - 1, file);
    fclose(file);
    return torture_length > 4000 && torture_length < sizeof torture - 1 ? 0 : -1;
}

static void check_tree(const struct node *node, bool *seen) {
    if (seen)
        seen[node->kind] = true;
    uint32_t at = node->first;
    assert_true(node->first <= node->end);
    for (uint32_t i = 0; i < node->child_count; i++) {
        const struct node *child = node->children[i];
        assert_ptr_equal(child->parent, node);
        assert_true(child->first >= at && child->end <= node->end);
        at = child->end;
        check_tree(child, seen);
    }
}

static void check_trees(const struct syntax *syntax, bool *seen) {
    for (size_t i = 0; i < syntax->functions.count; i++)
        check_tree(syntax->functions.items[i]->node, seen);
    for (size_t i = 0; i < syntax->declarations.count; i++)
        check_tree(syntax->declarations.items[i], seen);
}

static void every_kind_of_node_appears(void **state) {
    (void)state;
    static bool seen[NODE_FUNCTION + 1];
    struct front front;
    front_open(&front, FRONT_ORACLE, torture, torture_length);
    assert_string_equal(front.messages, "");
    check_trees(front.syntax, seen);
    for (int kind = 0; kind <= NODE_FUNCTION; kind++)
        if (!seen[kind])
            fail_msg("no node of kind %s in the torture file", node_kind_name(kind));
    front_close(&front);
}

static void check_types(const struct front *front, const struct node *node) {
    bool is_expression = node->kind > NODE_NONE && node->kind < NODE_TYPE_NAME;
    bool is_shim = node->kind == NODE_NAME &&
                   strncmp(token_text(front->tokens, node->name), "__atomic_", 9) == 0;
    if (is_expression && !is_shim) {
        uint32_t begin = node_begin_offset(front->tokens, node);
        uint32_t end = node_end_offset(front->tokens, node);
        if (!oracle_expression_type(front->oracle, begin, end))
            fail_msg("no type: %.*s", (int)(end - begin), front->text + begin);
    }
    for (uint32_t i = 0; i < node->child_count; i++)
        check_types(front, node->children[i]);
}

static void every_expression_has_a_type(void **state) {
    (void)state;
    struct front front;
    front_open(&front, FRONT_ORACLE, torture, torture_length);
    for (size_t i = 0; i < front.syntax->functions.count; i++)
        check_types(&front, front.syntax->functions.items[i]->node);
    front_close(&front);
}

static void a_file_may_end_at_any_byte(void **state) {
    (void)state;
    for (size_t length = 0; length <= torture_length; length++) {
        struct front front;
        front_open(&front, FRONT_SYNTAX, torture, length);
        check_trees(front.syntax, NULL);
        front_close(&front);
    }
}

static void libclang_may_see_a_cut_file_too(void **state) {
    (void)state;
    for (size_t length = 0; length <= torture_length; length += 199) {
        struct front front;
        front_open(&front, FRONT_ORACLE, torture, length);
        check_trees(front.syntax, NULL);
        front_close(&front);
    }
}

static uint32_t next_random(uint32_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* Writes the torture file's tokens with some of them deleted, doubled or replaced by others. */
static size_t shuffle(const struct tokens *tokens, uint32_t *seed, char *text, size_t size) {
    size_t length = 0;
    uint32_t changes = 1 + next_random(seed) % 4, at[4];
    for (uint32_t i = 0; i < changes; i++)
        at[i] = next_random(seed) % tokens->count;
    for (uint32_t i = 1; i < tokens->count; i++) {
        uint32_t from = i, copies = 1;
        for (uint32_t j = 0; j < changes; j++) {
            if (at[j] != i)
                continue;
            copies = next_random(seed) % 3;
            if (copies == 1)
                from = 1 + next_random(seed) % (tokens->count - 1);
        }
        for (; copies > 0 && length + tokens->items[from].length + 2 < size; copies--) {
            memcpy(text + length, token_text(tokens, from), tokens->items[from].length);
            length += tokens->items[from].length;
            text[length++] = tokens->items[from].kind == TOKEN_DIRECTIVE ? '\n' : ' ';
        }
    }
    return length;
}

static void shuffled(enum front_depth depth, unsigned rounds) {
    static char text[sizeof torture * 2];
    struct front whole;
    front_open(&whole, FRONT_TOKENS, torture, torture_length);
    uint32_t seed = 20240229;
    for (unsigned i = 0; i < rounds; i++) {
        size_t length = shuffle(whole.tokens, &seed, text, sizeof text);
        struct front front;
        front_open(&front, depth, text, length);
        check_trees(front.syntax, NULL);
        front_close(&front);
    }
    front_close(&whole);
}

static void tokens_may_be_lost_doubled_and_swapped(void **state) {
    (void)state;
    shuffled(FRONT_SYNTAX, 2000);
}

static void libclang_may_see_shuffled_tokens_too(void **state) {
    (void)state;
    shuffled(FRONT_ORACLE, 60);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_node_appears),
        cmocka_unit_test(every_expression_has_a_type),
        cmocka_unit_test(a_file_may_end_at_any_byte),
        cmocka_unit_test(libclang_may_see_a_cut_file_too),
        cmocka_unit_test(tokens_may_be_lost_doubled_and_swapped),
        cmocka_unit_test(libclang_may_see_shuffled_tokens_too),
    };
    return cmocka_run_group_tests(tests, read_torture, NULL);
}
