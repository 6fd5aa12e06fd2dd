// The endpoints of sites and of agents.

#include "access/api.h"
#include "agents/rights.h"
#include "channels/rights.h"
#include "channels/webchat/http_files.h"
#include "channels/webchat/http_visitors.h"
#include "channels/webchat/webchat.h"

namespace channels {
namespace {

using org::Api;
using org::Call;

void add_sites(Api& api, Webchat& webchat) {
  api.list("/chat-sites",
           {"list_chat_sites",
            "Web sites with a chat, oldest first.",
            view_sites.key,
            {{"centre_id", "Only those of this centre."}}},
           [&](const Call& call, const org::ListQuery& query) -> base::Result<org::Page<Site>> {
             auto centre = call.id_parameter<org::CentreId>("centre_id");
             if (!centre) return base::pass(centre);
             return webchat.sites(call.actor, {*centre}, query);
           });
  api.get("/chat-sites/{id}", {"get_chat_site", "One, with its version as ETag.", view_sites.key, {}},
          [&](const Call& call) -> base::Result<Site> {
            auto id = call.id<SiteId>();
            if (!id) return base::pass(id);
            return webchat.site(call.actor, *id);
          });
  api.create<SiteFields>(
      "/chat-sites", {"create_chat_site", "Makes one.", edit_sites.key, {}},
      [&](const Call& call, const SiteFields& body) { return webchat.create_site(call.actor, body); });
  api.edit<SiteFields>(
      "/chat-sites/{id}",
      {"edit_chat_site", "Replaces one; If-Match names the version that was seen.", edit_sites.key, {}},
      [&](const Call& call, std::int64_t version, const SiteFields& body) -> base::Result<Site> {
        auto id = call.id<SiteId>();
        if (!id) return base::pass(id);
        return webchat.edit_site(call.actor, *id, version, body);
      });
  api.remove("/chat-sites/{id}",
             {"delete_chat_site", "Deletes one that nobody ever wrote through.", edit_sites.key, {}},
             [&](const Call& call) -> base::Status {
               auto id = call.id<SiteId>();
               if (!id) return base::pass(id);
               return webchat.delete_site(call.actor, *id);
             });
}

base::Result<ChatFilter> filter_of(const Call& call) {
  auto state = call.choice_parameter<ChatState>("state");
  auto centre = call.id_parameter<org::CentreId>("centre_id");
  auto queue = call.id_parameter<routing::QueueId>("queue_id");
  auto agent = call.id_parameter<org::PersonId>("agent_id");
  auto customer = call.id_parameter<customers::CustomerId>("customer_id");
  auto site = call.id_parameter<SiteId>("site_id");
  if (!state) return base::pass(state);
  if (!centre) return base::pass(centre);
  if (!queue) return base::pass(queue);
  if (!agent) return base::pass(agent);
  if (!customer) return base::pass(customer);
  if (!site) return base::pass(site);
  return ChatFilter{*state, *centre, *queue, *agent, *customer, *site};
}

void add_reading(Api& api, Webchat& webchat) {
  api.list("/chats",
           {"list_chats",
            "Chats within reach, newest first.",
            view_chats.key,
            {{"state", "waiting, active or ended."},
             {"centre_id", "Only those of this centre."},
             {"queue_id", "Only those of this queue."},
             {"agent_id", "Only those that this agent has, or had last."},
             {"customer_id", "Only those of this customer."},
             {"site_id", "Only those through this site."}}},
           [&](const Call& call, const org::ListQuery& query) -> base::Result<org::Page<Chat>> {
             auto filter = filter_of(call);
             if (!filter) return base::pass(filter);
             return webchat.chats(call.actor, *filter, query);
           });
  api.get("/chats/{id}", {"get_chat", "One that the actor takes part in, or may read.", "", {}},
          [&](const Call& call) -> base::Result<Chat> {
            auto id = call.id<ChatId>();
            if (!id) return base::pass(id);
            return webchat.chat(call.actor, *id);
          });
  Endpoint messages = list_by_seq<ChatMessage>("/chats/{id}/messages", "list_chat_messages",
                                               "What was said after the message with the number `after`, in order.");
  messages.run = [&](const Call& call) -> base::Result<http::Response> {
    auto id = call.id<ChatId>();
    if (!id) return base::pass(id);
    auto query = query_by_seq(call);
    if (!query) return base::pass(query);
    return org::Api::reply_of(200, webchat.messages(call.actor, *id, *query));
  };
  api.raw(std::move(messages));
  api.get("/chats/{id}/form",
          {"get_chat_answers", "What the visitor wrote before the chat; seeing it is noted.", "", {}},
          [&](const Call& call) -> base::Result<Answers> {
            auto id = call.id<ChatId>();
            if (!id) return base::pass(id);
            return webchat.answers(call.actor, *id);
          });
}

void add_talking(Api& api, Webchat& webchat) {
  const auto work = agents::work_as_agent.key;
  api.act<NewAgentWords>(
      "/chats/{id}/messages",
      {"say_in_chat", "Says something to the visitor, or to the agents only. The same client_id says it once.", "", {}},
      [&](const Call& call, const NewAgentWords& body) -> base::Result<ChatMessage> {
        auto id = call.id<ChatId>();
        if (!id) return base::pass(id);
        return webchat.say(call.actor, *id, body);
      });
  Endpoint upload = upload_of<ChatMessage>("/chats/{id}/files", "send_file_in_chat");
  upload.doc.right = work;
  upload.run = [&](const Call& call) -> base::Result<http::Response> {
    auto id = call.id<ChatId>();
    if (!id) return base::pass(id);
    auto file = read_upload(call.request);
    if (!file) return base::pass(file);
    return org::Api::reply_of(200, webchat.send_file(call.actor, *id, *std::move(file)));
  };
  api.raw(std::move(upload));
  Endpoint download = download_of("/chats/{id}/files/{file_id}", "get_chat_file");
  download.run = [&](const Call& call) -> base::Result<http::Response> {
    auto id = call.id<ChatId>();
    auto file_id = call.id<files::FileId>(1);
    if (!id) return base::pass(id);
    if (!file_id) return base::pass(file_id);
    auto file = webchat.file(call.actor, *id, *file_id);
    if (!file) return base::pass(file);
    return file_response(*std::move(file));
  };
  api.raw(std::move(download));
  api.act<Seen>("/chats/{id}/reads", {"mark_chat_read", "The agent has read up to there.", work, {}},
                [&](const Call& call, const Seen& body) -> base::Status {
                  auto id = call.id<ChatId>();
                  if (!id) return base::pass(id);
                  return webchat.mark_read(call.actor, *id, body);
                });
  api.act("/chats/{id}/typing", {"type_in_chat", "The visitor sees that the agent types.", work, {}},
          [&](const Call& call) -> base::Status {
            auto id = call.id<ChatId>();
            if (!id) return base::pass(id);
            return webchat.type(call.actor, *id);
          });
}

void add_handling(Api& api, Webchat& webchat) {
  const auto work = agents::work_as_agent.key;
  api.act("/chats/{id}/ends", {"end_chat", "Ends it; the wrap-up begins.", work, {}},
          [&](const Call& call) -> base::Result<Chat> {
            auto id = call.id<ChatId>();
            if (!id) return base::pass(id);
            return webchat.end(call.actor, *id);
          });
  api.get("/chats/{id}/transfer-targets",
          {"list_transfer_targets", "The queues and agents to which it can be given.", work, {}},
          [&](const Call& call) -> base::Result<TransferTargets> {
            auto id = call.id<ChatId>();
            if (!id) return base::pass(id);
            return webchat.transfer_targets(call.actor, *id);
          });
  api.act<Transfer>("/chats/{id}/transfers",
                    {"transfer_chat", "Gives it to a queue or an agent, with a note for whoever takes it.", work, {}},
                    [&](const Call& call, const Transfer& body) -> base::Result<Chat> {
                      auto id = call.id<ChatId>();
                      if (!id) return base::pass(id);
                      return webchat.transfer(call.actor, *id, body);
                    });
  api.act<Consultation>("/chats/{id}/consults", {"consult_in_chat", "Asks a colleague to read along.", work, {}},
                        [&](const Call& call, const Consultation& body) -> base::Result<Chat> {
                          auto id = call.id<ChatId>();
                          if (!id) return base::pass(id);
                          return webchat.consult(call.actor, *id, body);
                        });
  api.act("/chats/{id}/watches", {"watch_chat", "A supervisor reads along and may whisper.", supervise_chats.key, {}},
          [&](const Call& call) -> base::Result<Chat> {
            auto id = call.id<ChatId>();
            if (!id) return base::pass(id);
            return webchat.watch(call.actor, *id);
          });
  api.act("/chats/{id}/departures", {"leave_chat", "Who consults or supervises goes.", "", {}},
          [&](const Call& call) -> base::Status {
            auto id = call.id<ChatId>();
            if (!id) return base::pass(id);
            return webchat.depart(call.actor, *id);
          });
  api.act("/chats/{id}/take-overs",
          {"take_over_chat", "The supervisor, signed in as an agent, becomes its agent.", supervise_chats.key, {}},
          [&](const Call& call) -> base::Result<Chat> {
            auto id = call.id<ChatId>();
            if (!id) return base::pass(id);
            return webchat.take_over(call.actor, *id);
          });
  api.set<CustomerChoice>("/chats/{id}/customer",
                          {"choose_chat_customer", "Says who the visitor is, or that nobody knows.", work, {}},
                          [&](const Call& call, const CustomerChoice& body) -> base::Result<Chat> {
                            auto id = call.id<ChatId>();
                            if (!id) return base::pass(id);
                            return webchat.choose_customer(call.actor, *id, body);
                          });
}

}  // namespace

void add_webchat_endpoints(Api& api, Webchat& webchat) {
  add_sites(api, webchat);
  add_reading(api, webchat);
  add_talking(api, webchat);
  add_handling(api, webchat);
  add_visitor_endpoints(api, webchat);
}

}  // namespace channels
