#include "app/widget_pages.h"

#include "base/file.h"

namespace app {
namespace {

http::Response page(std::string body) {
  http::Response response{.status = 200, .body = std::move(body)};
  response.with("Content-Type", "text/html; charset=utf-8").with("Cache-Control", "no-cache");
  return response;
}

// Nothing but our own files; frames only on the pages of the site.
std::string policy_for(const std::vector<std::string>& origins) {
  std::string policy =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
      "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";
  for (const auto& origin : origins) policy += ' ' + origin;
  return policy;
}

std::string with_key(std::string text, const std::string& site_key) {
  constexpr std::string_view mark = "{{site_key}}";
  for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + site_key.size()))
    text.replace(at, mark.size(), site_key);
  return text;
}

}  // namespace

WidgetPages::WidgetPages(const Assets& assets, channels::Webchat& webchat, std::string demo_site) : webchat_(webchat) {
  if (!assets.widget.empty()) {
    page_ = base::read_file(assets.widget + "/chat.html").value_or("");
    files_ = http::static_files(assets.widget);
  }
  if (demo_site.empty()) return;
  demo_files_ = http::static_files(assets.content + "/demo-site");
  demo_page_ = with_key(base::read_file(assets.content + "/demo-site/index.html").value_or(""), demo_site);
}

std::optional<http::Response> WidgetPages::answer(http::Request& request) const {
  if (!demo_page_.empty() && (request.path == "/demo" || request.path.starts_with("/demo/"))) return demo(request);
  if (page_.empty()) return std::nullopt;
  if (request.path.starts_with("/chat/")) return chat_page(request);
  // Sites of others load the script; all else is loaded by our own page in its frame.
  if (request.path == "/widget.js") return files_(request).with("Cross-Origin-Resource-Policy", "cross-origin");
  if (!request.path.starts_with("/widget/")) return std::nullopt;
  request.path.erase(0, std::string_view("/widget").size());
  return files_(request);
}

http::Response WidgetPages::chat_page(const http::Request& request) const {
  auto origins = webchat_.origins(request.path.substr(std::string_view("/chat/").size()));
  auto response = page(page_);
  // The page itself says in words that there is no such site.
  if (!origins) response.status = 404;
  response.with("Content-Security-Policy", policy_for(origins.value_or(std::vector<std::string>{})));
  return response;
}

std::optional<http::Response> WidgetPages::demo(http::Request& request) const {
  request.path.erase(0, std::string_view("/demo").size());
  if (request.path.empty() || request.path == "/" || request.path == "/index.html") {
    auto response = page(demo_page_);
    response.with("Content-Security-Policy",
                  "default-src 'self'; frame-src 'self'; img-src 'self' data:; frame-ancestors 'self'");
    return response;
  }
  return demo_files_(request);
}

}  // namespace app
