#!/bin/bash
# embed.sh FILE...: assembler source that puts the files into the program, with a table of path,
# start and end that asset.c reads.
set -eu
echo '    .section .rodata'
i=0
for file in "$@"; do
    printf 'asset_path_%d: .asciz "%s"\n' $i "$file"
    printf 'asset_start_%d: .incbin "%s"\nasset_end_%d: .byte 0\n' $i "$file" $i
    i=$((i + 1))
done
echo '    .section .data.rel.ro, "aw"'
echo '    .balign 8'
echo '    .globl rollbook_assets'
echo 'rollbook_assets:'
for ((k = 0; k < i; k++)); do
    printf '    .quad asset_path_%d, asset_start_%d, asset_end_%d\n' $k $k $k
done
echo '    .quad 0, 0, 0'
echo '    .section .note.GNU-stack, "", %progbits'
