#include "access/api.h"

#include <charconv>

#include "base/log.h"
#include "base/text.h"
#include "db/errors.h"
#include "http/etag.h"
#include "http/openapi.h"
#include "keys/keys.h"

namespace org {
namespace {

constexpr int default_limit = 50;
constexpr int max_limit = 200;

bool changes_something(http::Method method) {
  return method != http::Method::Get && method != http::Method::Head && method != http::Method::Options;
}

std::string path_of(const Endpoint& endpoint) {
  return "/api/v1" + endpoint.pattern;
}

}  // namespace

bool from_our_origin(const http::Request& request) {
  auto ours = std::string(request.secure ? "https://" : "http://") + std::string(request.header("host"));
  return base::ascii_lower(request.header("origin")) == base::ascii_lower(ours);
}

base::Result<ListQuery> Call::list() const {
  ListQuery query{default_limit, {}};
  if (auto text = request.parameter("limit")) {
    auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), query.limit);
    if (error != std::errc{} || end != text->data() + text->size() || query.limit < 1 || query.limit > max_limit)
      return base::refuse_fault("?limit", "out_of_range", {{"minimum", "1"}, {"maximum", std::to_string(max_limit)}});
  }
  auto after = integer_id("after");
  if (!after) return base::pass(after);
  query.after = *after;
  return query;
}

base::Result<std::optional<std::int64_t>> Call::integer_id(std::string_view name) const {
  auto text = request.parameter(name);
  if (!text || text->empty()) return std::nullopt;
  auto value = base::parse_id(*text);
  if (!value) return base::refuse_fault('?' + std::string(name), "not_an_id");
  return value;
}

base::Result<std::optional<bool>> Call::flag_parameter(std::string_view name) const {
  auto text = request.parameter(name);
  if (!text || text->empty()) return std::nullopt;
  if (*text != "true" && *text != "false")
    return base::refuse_fault('?' + std::string(name), "not_a_choice", {{"choices", "true, false"}});
  return *text == "true";
}

base::Result<std::optional<base::Time>> Call::time_parameter(std::string_view name) const {
  auto text = request.parameter(name);
  if (!text || text->empty()) return std::nullopt;
  auto time = base::from_rfc3339(*text);
  if (!time) return base::refuse_fault('?' + std::string(name), "not_a_time");
  return time;
}

std::string Call::text_parameter(std::string_view name) const {
  auto text = request.parameter(name).value_or("");
  if (!base::valid_utf8(text)) return "";
  return std::string(base::head_utf8(base::trim(text), 200));
}

base::Result<std::int64_t> Call::version() const {
  auto header = request.header("if-match");
  if (header.empty()) return base::refuse(base::Code::PreconditionRequired, "if_match_required");
  auto version = http::parse_if_match(header);
  if (!version) return base::refuse(base::Code::BadRequest, "bad_if_match");
  return *version;
}

base::Status Call::expect_json() const {
  auto type = base::ascii_lower(request.header("content-type"));
  if (base::trim(std::string_view(type).substr(0, type.find(';'))) == "application/json") return {};
  return base::refuse(base::Code::UnsupportedMedia, "json_expected");
}

Api::Api(Access& access, const base::Messages& messages) : access_(access), messages_(messages) {}

void Api::raw(Endpoint endpoint) {
  endpoints_.push_back(std::move(endpoint));
}

http::Response Api::json(int status, std::string body) {
  http::Response response{.status = status};
  response.with("Content-Type", "application/json").with("Cache-Control", "no-store");
  response.body = std::move(body);
  return response;
}

std::string Api::language_of(const http::Request& request) const {
  auto language = messages_.negotiate(request.header("accept-language"));
  return language.empty() ? "zh-CN" : language;
}

Client Api::client_of(const http::Request& request) const {
  auto browser = request.header("user-agent");
  return {request.remote_address,
          base::valid_utf8(browser) ? std::string(base::head_utf8(browser, 200)) : std::string(),
          messages_.negotiate(request.header("accept-language"))};
}

http::Response Api::error(const base::Error& error, std::string_view language, std::string_view trace_id) const {
  auto response = json(base::http_status(error.code), messages_.error_json(language, error, trace_id));
  if (error.code == base::Code::Unauthenticated) response.with("WWW-Authenticate", "Bearer");
  if (error.code == base::Code::Unavailable) response.with("Retry-After", "2");
  return response;
}

base::Result<Actor> Api::authenticate(const http::Request& request) {
  auto client = client_of(request);
  auto authorization = request.header("authorization");
  base::Result<Actor> actor = base::refuse(base::Code::Unauthenticated, "not_signed_in");
  if (!authorization.empty()) {
    constexpr std::string_view bearer = "Bearer ";
    if (!authorization.starts_with(bearer)) return base::refuse(base::Code::Unauthenticated, "wrong_api_key");
    actor = access_.actor_of_key(authorization.substr(bearer.size()), client);
  } else if (auto token = request.cookie(session_cookie)) {
    if (changes_something(request.method) && !from_our_origin(request))
      return base::refuse(base::Code::Forbidden, "cross_site");
    actor = access_.actor_of_session(*token, client);
  }
  if (!actor) return actor;
  actor->idempotency_key = std::string(request.header("idempotency-key").substr(0, 100));
  if (!actor->idempotency_key.empty()) actor->body_digest = keys::hex(keys::digest(request.path + '\n' + request.body));
  return actor;
}

http::Response Api::run(const Endpoint& endpoint, http::Request& request, std::string& language) {
  Actor nobody;
  nobody.language = language;
  nobody.address = request.remote_address;
  base::Result<Actor> actor = endpoint.open ? base::Result<Actor>(nobody) : authenticate(request);
  if (!actor) return error(actor.error(), language, request.trace_id);
  if (endpoint.open && !request.header("origin").empty() && !from_our_origin(request))
    return error({base::Code::Forbidden, "cross_site", {}, {}}, language, request.trace_id);
  language = actor->language;
  auto response = endpoint.run(Call{*actor, request, messages_});
  if (!response) return error(response.error(), language, request.trace_id);
  return *std::move(response);
}

http::Response Api::answer(const Endpoint& endpoint, http::Request& request) {
  auto language = language_of(request);
  base::Error failure;
  try {
    return run(endpoint, request, language);
  } catch (const db::ConstraintViolation& violation) {
    base::log::warning("api", "{} {}: constraint: {}", request.trace_id, endpoint.doc.id, violation.what());
    failure = {base::Code::Conflict, "constraint", {}, {}};
  } catch (const db::Failure& gone) {
    base::log::error("api", "{} {}: database: {}", request.trace_id, endpoint.doc.id, gone.what());
    failure = {base::Code::Unavailable, "database_unavailable", {}, {}};
  } catch (const std::exception& exception) {
    base::log::error("api", "{} {}: {}", request.trace_id, endpoint.doc.id, exception.what());
    failure = {base::Code::Internal, "internal", {}, {}};
  }
  return error(failure, language, request.trace_id);
}

void Api::mount(http::Server& server) {
  for (const auto& endpoint : endpoints_)
    server.add(http::Route{endpoint.method, path_of(endpoint),
                           [this, &endpoint](http::Request& request) { return answer(endpoint, request); },
                           endpoint.body_kind});
}

std::string Api::openapi() const {
  http::OpenApi document("Yingda 应答", "1");
  for (const auto& endpoint : endpoints_) {
    http::Operation operation;
    operation.id = endpoint.doc.id;
    operation.summary = endpoint.doc.summary;
    operation.right = endpoint.doc.right;
    operation.request = endpoint.body;
    operation.reply = endpoint.reply;
    operation.status = endpoint.reply || endpoint.status != 200 ? endpoint.status : 204;
    operation.open = endpoint.open;
    operation.paged = endpoint.paged;
    operation.versioned = endpoint.versioned;
    operation.content_type = endpoint.content_type;
    for (const auto& parameter : endpoint.doc.parameters)
      operation.parameters.push_back({std::string(parameter.name), std::string(parameter.summary)});
    document.add(endpoint.method, path_of(endpoint), operation);
  }
  return document.document();
}

}  // namespace org
