#pragma once
// Notices: telling alarms by webhook and mail. A delivery is a row and a job, written in
// the transaction of what it tells; it is tried again with growing pauses for some two
// hours. Channels count for the whole installation, so only those who reach all centres
// see and change them.
//
// Verbs are thread-safe, block on the database (and test() on the network), and refuse
// with Forbidden, NotFound, Stale, Invalid.

#include <vector>

#include "access/access.h"
#include "access/api.h"
#include "base/messages.h"
#include "jobs/jobs.h"
#include "monitoring/notice_types.h"

namespace monitoring {

class Notices {
 public:
  Notices(org::Platform platform, const base::Messages& messages) : platform_(platform), messages_(messages) {}

  base::Result<std::vector<NoticeChannel>> channels(const org::Actor& actor);
  base::Result<NoticeChannel> channel(const org::Actor& actor, NoticeChannelId id);
  base::Result<NoticeChannel> create_channel(const org::Actor& actor, const NoticeChannelFields& fields);
  base::Result<NoticeChannel> edit_channel(const org::Actor& actor, NoticeChannelId id, std::int64_t version,
                                           const NoticeChannelFields& fields);
  base::Status delete_channel(const org::Actor& actor, NoticeChannelId id);
  // The latest 50, newest first.
  base::Result<std::vector<NoticeDelivery>> deliveries(const org::Actor& actor, NoticeChannelId id);
  // Sends at once, for at most ten seconds, and tells how it went.
  base::Result<NoticeTest> test(const org::Actor& actor, NoticeChannelId id);

  // Tells critical alarms again that nobody acknowledged. Run each minute, on one node.
  void remind();
  // One attempt. Never throws for what the other server does.
  void deliver(DeliveryId id);

 private:
  struct Parcel;
  struct Outcome;
  std::string text_of(const Parcel& parcel) const;
  std::string subject_of(const Parcel& parcel) const;
  Outcome send(const Parcel& parcel) const;
  Outcome send_webhook(const Parcel& parcel, const std::string& secret) const;
  Outcome send_mail(const Parcel& parcel, const std::string& secret) const;
  void keep(db::Transaction& tx, NoticeDelivery delivery, const Outcome& outcome) const;

  org::Platform platform_;
  const base::Messages& messages_;
};

void add_notice_endpoints(org::Api& api, Notices& notices);
void add_notice_jobs(jobs::Runner& runner, Notices& notices);

}  // namespace monitoring
