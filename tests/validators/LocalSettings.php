<?php
// What a wiki of the tests has beside what MediaWiki's installer writes.
$wgSQLiteDataDir = __DIR__ . '/data';
$wgCacheDirectory = __DIR__ . '/cache';
$wgUploadDirectory = __DIR__ . '/images';
$wgServer = 'http://' . ( $_SERVER['HTTP_HOST'] ?? '127.0.0.1' );
// Parsoid's addresses for turning texts of requests into HTML and back.
wfLoadExtension( 'Parsoid', "$IP/vendor/wikimedia/parsoid/extension.json" );
// Without "selective serialization", which copies what it need not understand.
$wgParsoidSettings = [ 'linting' => true, 'useSelser' => false ];
