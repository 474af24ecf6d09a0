"""The five documents, and the judges that lie beside the project, where `../shared` is."""


def projects(score, program, work):
    return []


def judge(score, program, environments, projects, work, names):
    pass
