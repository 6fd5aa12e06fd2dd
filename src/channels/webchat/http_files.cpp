#include "channels/webchat/http_files.h"

#include <charconv>

namespace channels {
namespace {

base::Result<std::int64_t> number(const org::Call& call, std::string_view name, std::int64_t otherwise,
                                  std::int64_t least, std::int64_t most) {
  auto text = call.request.parameter(name);
  if (!text || text->empty()) return otherwise;
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc{} || end != text->data() + text->size() || value < least || value > most)
    return base::refuse_fault('?' + std::string(name), "out_of_range",
                              {{"minimum", std::to_string(least)}, {"maximum", std::to_string(most)}});
  return value;
}

}  // namespace

base::Result<org::ListQuery> query_by_seq(const org::Call& call) {
  auto limit = number(call, "limit", 50, 1, 200);
  if (!limit) return base::pass(limit);
  auto after = number(call, "after", 0, 0, 1'000'000);
  if (!after) return base::pass(after);
  return org::ListQuery{static_cast<int>(*limit), *after};
}

base::Result<Upload> read_upload(const http::Request& request) {
  auto parts = http::parse_multipart(request.header("content-type"), request.body);
  if (!parts) return base::refuse(base::Code::UnsupportedMedia, "form_expected");
  Upload upload;
  bool has_file = false;
  for (auto& part : *parts) {
    if (part.name == "client_id") upload.client_id = part.content;
    if (part.name != "file") continue;
    has_file = true;
    upload.name = part.file_name;
    upload.content = std::move(part.content);
  }
  if (!has_file) return base::refuse_fault("/file", "missing");
  return upload;
}

Endpoint download_of(std::string pattern, std::string_view id) {
  Endpoint endpoint{http::Method::Get, std::move(pattern), {id, "The content of a file.", "", {}}};
  endpoint.content_type = "application/octet-stream";
  return endpoint;
}

http::Response file_response(ChatFile file) {
  http::Response response{.status = 200};
  const bool shown = files::safe_to_show(file.file.content_type);
  response.with("Content-Type", shown ? file.file.content_type : "application/octet-stream")
      .with("Content-Disposition",
            std::string(shown ? "inline" : "attachment") + "; filename*=UTF-8''" + http::percent_encode(file.file.name))
      .with("Content-Security-Policy", "default-src 'none'; sandbox")
      .with("Cache-Control", "private, max-age=86400, immutable")
      .with("ETag", '"' + file.file.id.text() + '"');
  response.seekable = std::move(file.content);
  return response;
}

}  // namespace channels
