for group in build test demo bench peers; do
    echo "$group:"
    for package in $(packages_of $group); do
        if package_is_there "$package"; then
            echo "  $package"
        else
            echo "  $package (missing)"
        fi
    done
done
