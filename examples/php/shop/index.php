<?php

declare(strict_types=1);

// The pages of the little shop, for `php -S`: what there is, the basket, the order, and a page that cron asks for.

require __DIR__ . '/shop.php';

$customer = $_COOKIE['visitor'] ?? '';
if (!preg_match('/^[0-9a-f]{32}$/', $customer)) {
    $customer = bin2hex(random_bytes(16));
    setcookie('visitor', $customer, ['expires' => time() + 90 * 86400, 'path' => '/', 'httponly' => true, 'samesite' => 'Lax']);
}

$shop = new Shop(getenv('SHOP_STORE') ?: sys_get_temp_dir() . '/tappa-shop.sqlite');
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$product = $_POST['product'] ?? $_GET['product'] ?? '';
$price = Shop::PRODUCTS[$product] ?? null;
$happened = fn (string $event, array $fields) => $shop->happened($customer, $event, $fields);

function page(string $title, string $body, int $status = 200): never
{
    http_response_code($status);
    header('Content-Type: text/html; charset=utf-8');
    exit("<!doctype html><html lang=\"en\"><title>$title</title><h1>$title</h1>$body<p><a href=\"/\">Products</a> <a href=\"/basket\">Basket</a>");
}

function button(string $action, string $label, string $product = ''): string
{
    return "<form method=\"post\" action=\"$action\"><input type=\"hidden\" name=\"product\" value=\"$product\"><button>$label</button></form>";
}

/** A change is asked for by POST and answered by a way back to the basket. */
function changed(): never
{
    header('Location: /basket', response_code: 303);
    exit;
}

if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    match (true) {
        $path === '/add' && $price !== null => $happened('Product Added', ['product' => $product, 'price' => $price]),
        $path === '/remove' && $price !== null => $happened('Product Removed', ['product' => $product, 'price' => $price]),
        $path === '/email' && filter_var($_POST['email'] ?? '', FILTER_VALIDATE_EMAIL) !== false => $happened('Email Given', ['email' => $_POST['email']]),
        $path === '/order' && $shop->journey($customer)->stages() === ['filled'] => $happened('Order Completed', ['revenue' => $shop->journey($customer)->data()['value']]),
        default => page('That cannot be done', '', 422),
    };
    changed();
}
if ($path === '/') {
    $rows = '';
    foreach (Shop::PRODUCTS as $name => $its) {
        $rows .= "<li><a href=\"/product?product=$name\">$name</a>, $its" . button('/add', 'into the basket', $name);
    }
    page('A little shop', "<ul>$rows</ul>");
}
if ($path === '/product' && $price !== null) {
    $happened('Product Viewed', ['product' => $product]);
    page($product, "<p>$price" . button('/add', 'into the basket', $product));
}
if ($path === '/basket') {
    $journey = $shop->journey($customer);
    $data = $journey->data();
    page('Your basket', sprintf('<p>Items: <b id="items">%d</b>, value: <b id="value">%.2f</b>, orders so far: <b id="orders">%d</b>, stage: <b id="stage">%s</b>',
        $data['items'], $data['value'], $data['orders'], implode(', ', $journey->stages()) ?: 'new')
        . '<form method="post" action="/email"><input name="email" type="email" placeholder="e-mail"><button>tell us</button></form>'
        . button('/order', 'order'));
}
if ($path === '/due' && in_array($_SERVER['REMOTE_ADDR'], ['127.0.0.1', '::1'], true)) {
    header('Content-Type: application/json');
    exit(json_encode(['run' => $shop->runDue(), 'outbox' => $shop->outbox()], JSON_THROW_ON_ERROR));
}
page('There is no such page', '', 404);
