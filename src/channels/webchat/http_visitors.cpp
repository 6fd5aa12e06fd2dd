// The endpoints and the WebSocket of visitors. No cookie says who they are: the widget's page
// sends its token with each request.

#include "channels/webchat/http_visitors.h"

#include "channels/webchat/feed.h"
#include "channels/webchat/http_files.h"

namespace channels {
namespace {

using org::Api;
using org::Call;

Visitor visitor_of(const Call& call) {
  auto authorization = call.request.header("authorization");
  constexpr std::string_view bearer = "Bearer ";
  if (!authorization.starts_with(bearer)) return {"", call.request.remote_address};
  return {std::string(authorization.substr(bearer.size())), call.request.remote_address};
}

Endpoint open_endpoint(http::Method method, std::string pattern, std::string_view id, std::string_view summary) {
  Endpoint endpoint{method, "/webchat" + std::move(pattern), {id, summary, "", {}}};
  endpoint.open = true;
  if (method == http::Method::Post) endpoint.body_kind = http::Body::Small;
  return endpoint;
}

// POST of a body: handler(call, visitor, body).
template <class Body, class Reply, class F>
void post(Api& api, std::string pattern, std::string_view id, std::string_view summary, int status, F handler) {
  auto endpoint = open_endpoint(http::Method::Post, std::move(pattern), id, summary);
  endpoint.body = &base::type_of<Body>();
  endpoint.reply = &base::type_of<Reply>();
  endpoint.status = status;
  endpoint.run = [status, handler](const Call& call) -> base::Result<http::Response> {
    auto body = call.body<Body>();
    if (!body) return base::pass(body);
    base::Result<Reply> reply = handler(call, visitor_of(call), *body);
    return org::Api::reply_of(status, reply);
  };
  api.raw(std::move(endpoint));
}

void add_sessions(Api& api, Webchat& webchat) {
  post<SessionRequest, VisitorSession>(api, "/sessions", "begin_webchat_session",
                                       "What the widget shows, and the token of this browser.", 200,
                                       [&](const Call&, const Visitor& visitor, const SessionRequest& body) {
                                         return webchat.begin_session(visitor, body);
                                       });
  post<NewChat, VisitorChat>(
      api, "/chats", "start_webchat", "Begins a chat, or gives the one that is open.", 201,
      [&](const Call&, const Visitor& visitor, const NewChat& body) { return webchat.start(visitor, body); });
  post<NewChat, LeftMessage>(
      api, "/offline-messages", "leave_webchat_message", "Leaves a message to be answered later.", 201,
      [&](const Call&, const Visitor& visitor, const NewChat& body) { return webchat.leave_message(visitor, body); });
  auto history = open_endpoint(http::Method::Get, "/history", "list_webchat_history", "Earlier chats of this browser.");
  history.reply = &base::type_of<org::Page<PastChat>>();
  history.paged = true;
  history.run = [&](const Call& call) -> base::Result<http::Response> {
    auto query = call.list();
    if (!query) return base::pass(query);
    return org::Api::reply_of(200, webchat.history(visitor_of(call), *query));
  };
  api.raw(std::move(history));
}

void add_talk(Api& api, Webchat& webchat) {
  post<NewWords, VisitorMessage>(
      api, "/chats/{id}/messages", "say_in_webchat", "Says something. The same client_id says it once.", 200,
      [&](const Call& call, const Visitor& visitor, const NewWords& body) -> base::Result<VisitorMessage> {
        auto id = call.id<ChatId>();
        if (!id) return base::pass(id);
        return webchat.say(visitor, *id, body);
      });
  post<NewRating, VisitorChat>(
      api, "/chats/{id}/ratings", "rate_webchat", "Says how it was, once.", 200,
      [&](const Call& call, const Visitor& visitor, const NewRating& body) -> base::Result<VisitorChat> {
        auto id = call.id<ChatId>();
        if (!id) return base::pass(id);
        return webchat.rate(visitor, *id, body);
      });
  auto end = open_endpoint(http::Method::Post, "/chats/{id}/ends", "end_webchat", "The visitor ends it.");
  end.reply = &base::type_of<VisitorChat>();
  end.run = [&](const Call& call) -> base::Result<http::Response> {
    auto id = call.id<ChatId>();
    if (!id) return base::pass(id);
    return org::Api::reply_of(200, webchat.end(visitor_of(call), *id));
  };
  api.raw(std::move(end));
  auto messages = list_by_seq<VisitorMessage>("/webchat/chats/{id}/messages", "list_webchat_messages",
                                              "What was said after the message with the number `after`, in order.");
  messages.open = true;
  messages.run = [&](const Call& call) -> base::Result<http::Response> {
    auto id = call.id<ChatId>();
    if (!id) return base::pass(id);
    auto query = query_by_seq(call);
    if (!query) return base::pass(query);
    return org::Api::reply_of(200, webchat.messages(visitor_of(call), *id, *query));
  };
  api.raw(std::move(messages));
}

void add_files(Api& api, Webchat& webchat) {
  auto upload = upload_of<VisitorMessage>("/webchat/chats/{id}/files", "send_file_in_webchat");
  upload.open = true;
  upload.run = [&](const Call& call) -> base::Result<http::Response> {
    auto id = call.id<ChatId>();
    if (!id) return base::pass(id);
    auto file = read_upload(call.request);
    if (!file) return base::pass(file);
    return org::Api::reply_of(200, webchat.send_file(visitor_of(call), *id, *std::move(file)));
  };
  api.raw(std::move(upload));
  auto download = download_of("/webchat/chats/{id}/files/{file_id}", "get_webchat_file");
  download.open = true;
  download.run = [&](const Call& call) -> base::Result<http::Response> {
    auto id = call.id<ChatId>();
    auto file_id = call.id<files::FileId>(1);
    if (!id) return base::pass(id);
    if (!file_id) return base::pass(file_id);
    auto file = webchat.file(visitor_of(call), *id, *file_id);
    if (!file) return base::pass(file);
    return file_response(*std::move(file));
  };
  api.raw(std::move(download));
}

}  // namespace

void add_visitor_endpoints(Api& api, Webchat& webchat) {
  add_sessions(api, webchat);
  add_talk(api, webchat);
  add_files(api, webchat);
}

http::SocketRoute webchat_route(Api& api, Webchat& webchat) {
  http::SocketRoute route;
  route.path = "/api/v1/webchat/live";
  route.max_message_bytes = 2'000;
  route.ping = std::chrono::seconds(10);
  route.beat = R"({"kind":"beat"})";
  route.authorize = [&](http::Request& request, std::shared_ptr<void>& context) -> std::optional<http::Response> {
    if (!org::from_our_origin(request))
      return api.error({base::Code::Forbidden, "cross_site", {}, {}}, api.language_of(request), request.trace_id);
    context = std::make_shared<std::string>(api.language_of(request));
    return std::nullopt;
  };
  route.opened = [&](std::shared_ptr<http::Socket> socket, std::shared_ptr<void> context) {
    webchat.feed().opened(std::move(socket), *std::static_pointer_cast<std::string>(context));
  };
  route.received = [&](http::Socket& socket, std::string text) {
    webchat.feed().received(socket.id(), std::move(text));
  };
  route.closed = [&](http::Socket& socket) { webchat.feed().closed(socket.id()); };
  return route;
}

}  // namespace channels
