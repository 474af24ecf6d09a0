//! Versions of the project: listing them, and bringing one back as an act.

use egui::Context;

use crate::model::project::Project;
use crate::session;
use crate::session::LoadError;
use crate::session::Session;
use crate::session::Version;
use crate::ui::desk::Desk;
use crate::ui::tasks::TaskResult;
use crate::ui::words;

impl Desk {
    /// Lists the versions of the open project.
    pub(super) fn list_versions(&mut self, ctx: &Context) {
        let Some(session) = &self.session else { return };
        let serial = session.serial();
        let path = session.path().or(session.unnamed());
        let kept = self.keeper.clone().zip(path.map(ToOwned::to_owned));
        self.tasks.start(ctx, "versions", move || {
            let versions = kept.map(|(keeper, path)| keeper.versions(&path));
            TaskResult::VersionsListed(serial, versions.unwrap_or_default())
        });
    }

    /// Takes the versions that were listed.
    pub(super) fn take_versions(&mut self, serial: u64, versions: Vec<Version>) {
        if self.session.as_ref().map(Session::serial) == Some(serial) {
            self.windows.versions = Some(versions);
        }
    }

    /// Reads a version to bring it back.
    pub(super) fn read_version(&mut self, ctx: &Context, version: Version) {
        let (Some(session), Some(keeper)) = (&self.session, self.keeper.clone()) else {
            return;
        };
        let serial = session.serial();
        self.loading = true;
        self.said = self.texts.tr("versions-restoring");
        let gauge = self.gauges.open();
        self.tasks.start(ctx, "version", move || {
            let read = gauge.during(|| keeper.read_version(&version.path));
            TaskResult::VersionRead(serial, Box::new(version), read.map(Box::new))
        });
    }

    /// Brings a version back that was read.
    pub(super) fn restore_version(
        &mut self,
        serial: u64,
        version: &Version,
        read: Result<Box<Project>, LoadError>,
    ) {
        self.loading = false;
        self.said.clear();
        self.note_time();
        let session = self.session.as_mut().filter(|s| s.serial() == serial);
        let Some(session) = session else { return };
        let when = session::moment(version.when);
        match read.map(|project| session.restore(*project)) {
            Ok(Ok(true)) => {
                let title = self
                    .texts
                    .tr_with("versions-restored", [("when", when.into())]);
                self.said.clone_from(&title);
                self.notices
                    .hint(title, self.texts.tr("versions-restored-safe"));
                self.settle_place();
                self.place.span = None;
            }
            Ok(Ok(false)) => self.said = self.texts.tr("versions-same"),
            Ok(Err(refusal)) => self.refuse(&refusal),
            Err(error) => {
                let title = self
                    .texts
                    .tr_with("versions-unreadable", [("when", when.into())]);
                self.notices
                    .error(title, words::load_error(&self.texts, &error));
            }
        }
    }
}
