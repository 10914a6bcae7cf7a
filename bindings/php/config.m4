dnl The extension with the libraries' sources built in (libyaml and SQLite are needed), or over an installed libtappa and libtappa-engine.

PHP_ARG_ENABLE([tappa],
  [whether to enable Tappa: customer journeys],
  [AS_HELP_STRING([--enable-tappa], [Enable Tappa: customer journeys])])

PHP_ARG_WITH([libtappa],
  [whether to use an installed libtappa],
  [AS_HELP_STRING([--with-libtappa], [Tappa: use the libtappa and libtappa-engine that pkg-config finds, instead of building its sources in])],
  [no], [no])

if test "$PHP_TAPPA" != "no"; then
  tappa_sources="module.c objects.c shared.c values.c model.c vocabulary.c rules.c event.c journey.c snapshot.c batch.c cohort.c columns.c engine.c record.c ingest.c outbox.c standing.c plan.c"
  if test "$PHP_LIBTAPPA" != "no"; then
    PKG_CHECK_MODULES([TAPPA], [tappa tappa-engine])
    tappa_flags="$TAPPA_CFLAGS"
    PHP_EVAL_LIBLINE([$TAPPA_LIBS], [TAPPA_SHARED_LIBADD])
  else
    PKG_CHECK_MODULES([LIBRARIES], [yaml-0.1 sqlite3 >= 3.37])
    tappa_root=`cd $abs_srcdir/../.. && pwd`
    if test ! -f "$tappa_root/lib/engine/open.c"; then
      AC_MSG_ERROR([the library's sources are not in $tappa_root; with an installed libtappa say --with-libtappa])
    fi
    tappa_flags="-I$tappa_root/include"
    PHP_EVAL_LIBLINE([$LIBRARIES_LIBS], [TAPPA_SHARED_LIBADD])
  fi
  dnl What PHP looks for, and nothing else: a libtappa that the process has for other reasons is not to be mixed with this one.
  TAPPA_SHARED_LIBADD="$TAPPA_SHARED_LIBADD -export-symbols-regex ^get_module\$\$"
  PHP_SUBST([TAPPA_SHARED_LIBADD])
  PHP_NEW_EXTENSION([tappa], [$tappa_sources], [$ext_shared],, [$tappa_flags -std=gnu11 -fvisibility=hidden -DZEND_ENABLE_STATIC_TSRMLS_CACHE=1])

  dnl Objects of the library stand beside the extension's, not among its sources: each has a rule of its own.
  if test "$PHP_LIBTAPPA" = "no"; then
    tappa_rules="$ext_builddir/library.mk"
    : > "$tappa_rules"
    for source in "$tappa_root"/lib/base/*.c "$tappa_root"/lib/core/*.c "$tappa_root"/lib/core/*/*.c "$tappa_root"/lib/record/*.c \
      "$tappa_root"/lib/engine/*.c "$tappa_root"/lib/engine/*/*.c; do
      object=library-`echo "$source" | sed -e "s,^$tappa_root/lib/,," -e 's,/,-,g' -e 's,\.c$,.lo,'`
      printf '%s: %s\n\t$(LIBTOOL) --mode=compile $(CC) -I%s -I%s/include $(COMMON_FLAGS) $(CFLAGS_CLEAN) $(EXTRA_CFLAGS) %s -fPIC -c %s -o %s\n' \
        "$object" "$source" "$tappa_root" "$tappa_root" "$LIBRARIES_CFLAGS -std=gnu11 -ffp-contract=off -fvisibility=hidden" "$source" "$object" >> "$tappa_rules"
      shared_objects_tappa="$shared_objects_tappa $object"
    done
    PHP_SUBST([shared_objects_tappa])
    PHP_ADD_MAKEFILE_FRAGMENT([$tappa_rules])
  fi
fi
