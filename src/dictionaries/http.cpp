// The endpoints and the live topic of dictionaries.

#include "content/list_topic.h"
#include "content/rights.h"
#include "dictionaries/dictionaries.h"
#include "dictionaries/events.h"

namespace dictionaries {
namespace {

using content::edit_content;
using content::view_content;
using org::Api;
using org::Call;
using org::Items;

// The key of a dictionary in the path.
const std::string& key_of(const Call& call) {
  return call.request.path_values.at(0);
}

void add_lists(Api& api, Dictionaries& dictionaries) {
  api.get("/dictionaries", {"list_dictionaries", "All dictionaries.", view_content.key, {}},
          [&](const Call& call) { return org::items_of(dictionaries.dictionaries(call.actor)); });
  api.get("/dictionaries/{key}/entries",
          {"list_dictionary_entries", "The whole tree of one dictionary, flat, by position.", view_content.key, {}},
          [&](const Call& call) { return org::items_of(dictionaries.entries(call.actor, key_of(call))); });
  api.create<DictionaryEntryFields>("/dictionaries/{key}/entries",
                                    {"create_dictionary_entry", "Makes one.", edit_content.key, {}},
                                    [&](const Call& call, const DictionaryEntryFields& body) {
                                      return dictionaries.create_entry(call.actor, key_of(call), body);
                                    });
  api.act<EntryOrder>("/dictionaries/{key}/orders",
                      {"order_dictionary_entries",
                       "Puts the entries of one parent in a new order; all of them must be named.",
                       edit_content.key,
                       {}},
                      [&](const Call& call, const EntryOrder& body) {
                        return org::items_of(dictionaries.order_entries(call.actor, key_of(call), body));
                      });
}

void add_entries(Api& api, Dictionaries& dictionaries) {
  api.get("/dictionary-entries/{id}", {"get_dictionary_entry", "One, with its version as ETag.", view_content.key, {}},
          [&](const Call& call) -> base::Result<DictionaryEntry> {
            auto id = call.id<EntryId>();
            if (!id) return base::pass(id);
            return dictionaries.entry(call.actor, *id);
          });
  api.edit<DictionaryEntryFields>(
      "/dictionary-entries/{id}",
      {"edit_dictionary_entry", "Replaces one; If-Match names the version that was seen.", edit_content.key, {}},
      [&](const Call& call, std::int64_t version, const DictionaryEntryFields& body) -> base::Result<DictionaryEntry> {
        auto id = call.id<EntryId>();
        if (!id) return base::pass(id);
        return dictionaries.edit_entry(call.actor, *id, version, body);
      });
  api.remove(
      "/dictionary-entries/{id}",
      {"delete_dictionary_entry", "Deletes one that did not ship and that nothing hangs on.", edit_content.key, {}},
      [&](const Call& call) -> base::Status {
        auto id = call.id<EntryId>();
        if (!id) return base::pass(id);
        return dictionaries.delete_entry(call.actor, *id);
      });
}

}  // namespace

void add_dictionary_endpoints(Api& api, Dictionaries& dictionaries) {
  add_lists(api, dictionaries);
  add_entries(api, dictionaries);
}

void add_dictionary_topics(realtime::Hub& hub) {
  hub.add(
      std::make_unique<content::ListTopic<DictionaryEntry>>("dictionaries", "dictionary_entry", EntryChanged::type));
}

}  // namespace dictionaries
