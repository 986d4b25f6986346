need test
source dev.d/checks.sh
for file in $(own_c_files); do
    holds_words "$file" || clang-format -i "$file"
done
